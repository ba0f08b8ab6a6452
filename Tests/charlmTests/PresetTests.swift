import Foundation
import Testing

@Suite("Presets")
struct PresetTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// What flags make small enough for a test.
  private static let small = ["--hidden", "8", "--batch", "4", "--bptt", "8", "--threads", "1"]

  private func options(_ name: String) throws -> [String: String] {
    let training = try #require(
      try scratch.object("\(name)/config.json")["training"] as? [String: Any])
    return try #require(training["options"] as? [String: String])
  }

  @Test(
    "each trains, and flags change parts of it",
    arguments: ["tiny", "small", "medium", "large", "poem", "lyrics", "code", "music"])
  func trains(_ name: String) throws {
    let command = try Command(
      ["train", scratch.corpus(), "--out", scratch.path("out"), "--preset", name, "--steps", "2"]
        + Self.small)
    #expect(command.status == 0, "\(command.errors)")
    let options = try options("out")
    #expect(options["cell"] == "gru")
    #expect(options["hidden"] == "8")
    #expect(options["steps"] == "2")
    #expect(options["epochs"] == nil, "two steps are two steps, however many epochs a preset has")
  }

  @Test("plain is the library's defaults, whatever the text")
  func plain() throws {
    let command = try Command(
      [
        "train", scratch.corpus(), "--out", scratch.path("out"), "--preset", "plain",
        "--steps", "2",
      ] + Self.small)
    #expect(command.status == 0, "\(command.errors)")
    let options = try options("out")
    #expect(options["cell"] == "lstm" && options["layers"] == "2")
    #expect(options["boundary"] == "file" && options["dropout"] == "0.0")
    #expect(!command.errors.contains("chosen"))
  }

  @Test("dropout of recurrent weights goes with a cell that has none, unless a flag asks for it")
  func weightDropout() throws {
    let corpus = try scratch.corpus()
    func train(_ out: String, _ flags: [String]) throws -> Command {
      let start = ["train", corpus, "--out", scratch.path(out), "--steps", "2"]
      return try Command(start + Self.small + flags)
    }
    let lyrics = ["--preset", "lyrics", "--cell", "mingru"]
    let file = try scratch.file("run.yaml", "preset: lyrics\nnetwork:\n  cell: mingru\n")
    for (out, flags) in [("flags", lyrics), ("file", ["--config", file])] {
      let command = try train(out, flags)
      #expect(command.status == 0, "\(command.errors)")
      #expect(try options(out)["weight-dropout"] == nil)
    }
    #expect(try train("gru", ["--preset", "lyrics"]).status == 0)
    #expect(try options("gru")["weight-dropout"] == "0.2")
    for flags in [["--weight-dropout", "0.2"], ["--set", "network.weight_dropout=0.2"]] {
      expectRefusal(try train("given", lyrics + flags), "weight dropout", "mingru")
    }
    let given = try scratch.file(
      "given.yaml", "preset: lyrics\nnetwork:\n  cell: mingru\n  weight_dropout: 0.2\n")
    expectRefusal(try train("given", ["--config", given]), "weight dropout", "mingru")
  }

  @Test("a preset says how long a run is unless a flag does, and resuming needs no preset")
  func epochs() throws {
    let corpus = try scratch.corpus()
    let flags = ["--preset", "tiny"] + Self.small
    let command = try Command(["train", corpus, "--out", scratch.path("out")] + flags)
    #expect(command.status == 0, "\(command.errors)")
    #expect(try options("out")["epochs"] == "5.0")
    expectRefusal(
      try Command(["train", "--out", scratch.path("out"), "--resume", "--preset", "tiny"]),
      "leave out --preset")
    expectRefusal(
      try Command(["train", corpus, "--out", scratch.path("new"), "--preset", "huge"]), "huge")
  }
}
