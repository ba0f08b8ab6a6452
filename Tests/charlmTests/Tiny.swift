import Foundation
import Testing

/// What the tests train on, and how.
enum Tiny {
  /// A text of a few thousand characters, in lines and paragraphs.
  static let text = String(
    repeating: """
      the miller walks along the quiet river.
      small boats drift under old bridges while rain falls.

      a baker counts warm loaves before the sun is up.
      nobody knows why the bell rings twice at noon.


      """, count: 12)

  /// A network and batches that take no time.
  static let flags = [
    "--cell", "lstm", "--hidden", "8", "--embedding", "8", "--layers", "1", "--batch", "4",
    "--bptt", "8", "--threads", "1",
  ]

  /// The limits of a run that goes on until it is told to stop, half a minute at most.
  static let lasting = ["--minutes", "0.5", "--epochs", "1000000"]

  /// Runs `charlm train`; later flags win.
  static func train(
    _ corpus: String..., out: String, _ flags: [String], input: String = ""
  ) throws -> Command {
    try Command(["train"] + corpus + ["--out", out] + self.flags + flags, input: input)
  }
}

extension Scratch {
  /// Writes the text to train on.
  func corpus() throws -> String { try file("corpus.txt", Tiny.text) }

  /// Trains a model and returns its directory.
  func model(_ flags: String..., name: String = "model") throws -> String {
    let command = try Tiny.train(corpus(), out: path(name), ["--steps", "3"] + flags)
    try #require(command.status == 0, "\(command.errors)")
    return path(name)
  }

  /// The content of a file in the folder.
  func data(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// A JSON file in the folder.
  func object(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data(name)) as? [String: Any])
  }

  /// The numbers of a safetensors file, without the header.
  func tensors(_ name: String) throws -> Data {
    let data = try data(name)
    try #require(data.count > 8)
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return data.dropFirst(8 + length)
  }
}

/// A JSON object a line.
enum JSONLines {
  static func parse(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }
}

/// Checks that a command failed with one clear message that holds some parts, and left no traces of
/// a crash.
func expectFailure(
  _ command: Command, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(command.status == 1, "\(command.errors)", sourceLocation: sourceLocation)
  #expect(command.output.isEmpty, sourceLocation: sourceLocation)
  let failure = command.failure ?? ""
  for part in parts {
    #expect(failure.contains(part), "\(command.errors)", sourceLocation: sourceLocation)
  }
  expectNoTraces(command, sourceLocation)
}

/// Checks that a command refused its arguments with a message that holds some parts.
func expectRefusal(
  _ command: Command, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(command.status == 64, "\(command.errors)", sourceLocation: sourceLocation)
  #expect(command.output.isEmpty, sourceLocation: sourceLocation)
  #expect(command.errors.hasPrefix("Error: "), sourceLocation: sourceLocation)
  for part in parts {
    #expect(command.errors.contains(part), "\(command.errors)", sourceLocation: sourceLocation)
  }
  expectNoTraces(command, sourceLocation)
}

private func expectNoTraces(_ command: Command, _ sourceLocation: SourceLocation) {
  for trace in ["Fatal error", "Backtrac", "Domain=", "Optional(", "CodingKeys"] {
    #expect(!command.errors.contains(trace), "\(command.errors)", sourceLocation: sourceLocation)
  }
}
