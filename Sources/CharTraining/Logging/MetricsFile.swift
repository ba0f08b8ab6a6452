internal import CharLM
internal import CharNumerics
internal import CharText
internal import Foundation

/// The history of a run: a JSON object a line.
struct MetricsFile {
  private let path: String
  private var handle: FileHandle

  /// Opens the file, without the lines of steps after `step`: those will be written again.
  init(directory: String, keepingUntil step: Int) throws {
    path = ModelFile.metrics.path(in: directory)
    handle = try Self.open(path, keepingUntil: step)
  }

  /// Takes back the lines of steps after `step`.
  mutating func rewind(to step: Int) throws {
    handle = try Self.open(path, keepingUntil: step)
  }

  private static func open(_ path: String, keepingUntil step: Int) throws -> FileHandle {
    var kept: [UInt8] = []
    if step > 0, let bytes = try? AtomicFile.read(path) {
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        let entry = try? JSONDecoder().decode(Entry.self, from: Data(line))
        if let entry, entry.step <= step { kept += line + [UInt8(ascii: "\n")] }
      }
    }
    try AtomicFile.write([kept], to: path)
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw FileError(path: path, problem: "cannot be written")
    }
    _ = try? handle.seekToEnd()
    return handle
  }

  private struct Entry: Decodable { var step: Int }

  func append(_ fields: [(name: String, value: Double)]) throws {
    let members = fields.map { name, value in
      let text = value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
      return "\"\(name)\":\(value.isFinite ? text : "null")"
    }
    do {
      try handle.write(contentsOf: Data("{\(members.joined(separator: ","))}\n".utf8))
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.systemReason)")
    }
  }
}
