import CharTraining
import Foundation
import Testing

@Suite("Leftovers in a directory")
struct LeftoverTests {
  @Test(
    "a file with the name of a leftover that no run left behind is not touched",
    arguments: [
      "config.json.next", "tokenizer.json.next", "metrics.jsonl.next", "model.safetensors.next",
    ])
  func foreign(_ name: String) throws {
    let scratch = Scratch()
    let file = "\(scratch.path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
    #expect(throws: TrainingError.notAModel(scratch.path, found: name)) {
      _ = try train(smallConfiguration(), in: scratch.path)
    }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
  }

  @Test("the temporary file of a killed writer, and what it had finished, make room for a new run")
  func own() throws {
    let first = Scratch()
    _ = try train(smallConfiguration(), in: first.path)
    let scratch = Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
    for name in ["config.json", "tokenizer.json"] {
      try FileManager.default.copyItem(
        atPath: "\(first.path)/\(name)", toPath: "\(scratch.path)/\(name).next")
    }
    try Data("half".utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/config.json.77.tmp"))
    _ = try train(smallConfiguration(), in: scratch.path)
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(left.allSatisfy { !$0.hasSuffix(".next") && !$0.hasSuffix(".tmp") })
  }
}
