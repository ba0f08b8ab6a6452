internal import CharLM
internal import CharNumerics
internal import CharText
internal import Foundation

/// The texts that a run wrote on its way: `samples.jsonl`, an object with `step` and `text` a line.
struct SamplesFile {
  private let path: String

  /// A line.
  struct Sample: Codable, Equatable {
    var step: Int
    var text: String
  }

  /// Leaves out the samples of steps after `step`: those will be written again. The file is made with
  /// the first sample.
  init(directory: String, keepingUntil step: Int) throws {
    path = ModelFile.samples.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else { return }
    var kept: [UInt8] = []
    for line in try AtomicFile.read(path).split(separator: UInt8(ascii: "\n")) {
      let sample = try? JSONDecoder().decode(Sample.self, from: Data(line))
      if let sample, sample.step <= step { kept += line + [UInt8(ascii: "\n")] }
    }
    try AtomicFile.write([kept], to: path)
  }

  /// Adds a line.
  ///
  /// - Throws: `FileError`.
  func append(_ sample: Sample) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let line = try encoder.encode(sample) + Data([UInt8(ascii: "\n")])
      let manager = FileManager.default
      if !manager.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path))
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: line)
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.systemReason)")
    }
  }
}
