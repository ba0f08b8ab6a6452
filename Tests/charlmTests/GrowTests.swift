import Foundation
import Testing

@Suite("charlm train --from")
struct GrowTests {
  private let scratch: Scratch
  private let new: String

  init() throws {
    scratch = try Scratch()
    _ = try scratch.model("--unit", "grapheme", "--casefold")
    new = try scratch.file("new.txt", String(repeating: "Кот и мельник у реки.\n", count: 30))
  }

  private func grow(_ flags: String...) throws -> Command {
    try Command(
      ["train", new, "--from", scratch.path("model"), "--out", scratch.path("grown")] + flags)
  }

  private static let run = [
    "--batch", "4", "--bptt", "8", "--threads", "1", "--steps", "3",
    "--dropout", "0",
  ]

  @Test("Text settings and network are the model's, and what is new and what is missing is told")
  func grows() throws {
    let command = try Command(
      ["train", new, "--from", scratch.path("model"), "--out", scratch.path("grown")] + Self.run)
    #expect(command.status == 0, "\(command.errors)")
    let line = try #require(command.errors.split(separator: "\n").first { $0.hasPrefix("vocab") })
    #expect(
      line.hasPrefix("vocabulary: 12 (е и к л м н о р с т у ь) new; 2") || line.contains(" new; "))
    #expect(line.contains("not in this text"))
    let old = try scratch.object("model/config.json")
    let grown = try scratch.object("grown/config.json")
    for key in ["network", "tokenizer"] {
      #expect(old[key] as? NSDictionary == grown[key] as? NSDictionary)
    }
    let info = try Command(["info", scratch.path("grown")])
    #expect(info.output.contains("--from model"))
    #expect(!info.output.contains(scratch.directory))
  }

  @Test("The run goes on without the model that it came from")
  func resumes() throws {
    _ = try Command(
      ["train", new, "--from", scratch.path("model"), "--out", scratch.path("grown")] + Self.run)
    try FileManager.default.removeItem(atPath: scratch.path("model"))
    let command = try Command(
      ["train", "--out", scratch.path("grown"), "--resume", "--steps", "6", "--json"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(try command.object["steps"] as? Int == 6)
    #expect(try scratch.object("grown/training.json")["from"] as? String == scratch.path("model"))
  }

  @Test(
    "A flag that contradicts the model is an error that says what the model has",
    arguments: [
      ("unit", "byte", "grapheme"), ("normalize", "nfc", "none"), ("boundary", "line", "file"),
      ("unknown", "bytes", "unk"), ("cell", "gru", "lstm"), ("hidden", "16", "8"),
      ("layers", "2", "1"), ("embedding", "9", "8"), ("output-layers", "1", "0"),
      ("direction", "backward", "forward"),
    ])
  func contradiction(_ name: String, _ given: String, _ has: String) throws {
    expectFailure(
      try grow("--\(name)", given), "--\(name): the model has \(has)", "go on with \(given)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("grown")))
  }

  @Test("Flags that cannot be meant, and models that cannot be read, are refused")
  func refusals() throws {
    expectRefusal(try grow("--resume"), "--from or --resume")
    expectRefusal(
      try Command(["train", new, "--from", "", "--out", scratch.path("grown")]), "--from")
    expectRefusal(try grow("--freeze-layers", "-1"), "freeze-layers: -1 is out of range")
    expectFailure(try grow("--freeze-layers", "2"), "freeze-layers: 2", "0 to 1")
    expectFailure(
      try Command(["train", new, "--from", scratch.path("gone"), "--out", scratch.path("grown")]),
      "gone", "no such model directory")
    expectRefusal(
      try Tiny.train(new, out: scratch.path("x"), ["--freeze-layers", "2"]),
      "freeze-layers: 2 is out of range; give 0 to 1")
  }

  @Test("What is frozen cannot change within a run")
  func frozen() throws {
    _ = try Tiny.train(new, out: scratch.path("run"), ["--steps", "3", "--freeze-embedding"])
    let command = try Command(
      ["train", "--out", scratch.path("run"), "--resume", "--steps", "5", "--freeze-layers", "1"])
    expectFailure(command, "--freeze-layers: the run was started with 0")
    let info = try Command(["info", scratch.path("run")])
    #expect(info.output.contains("--freeze-embedding"))
  }
}
