import Foundation
import Testing

@Suite("What train chooses")
struct ChoiceTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func train(_ flags: String..., out: String = "out") throws -> Command {
    try Command(
      ["train", scratch.corpus(), "--out", scratch.path(out), "--threads", "1", "--steps", "3"]
        + flags)
  }

  private func configuration(_ name: String = "out") throws -> [String: Any] {
    try #require(try scratch.object("\(name)/training.json")["configuration"] as? [String: Any])
  }

  @Test("It says what it chose in three lines, how good the model is, and the next command")
  func words() throws {
    let command = try train()
    try #require(command.status == 0, "\(command.errors)")
    let lines = command.errors.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("chosen ") } == 3, "\(command.errors)")
    #expect(command.errors.contains("1 × 128 gru"))
    #expect(lines.last == "next: charlm sample \(scratch.path("out"))")
    #expect(lines.contains { $0.hasPrefix("result: poor") })
  }

  @Test("Flags win over what is chosen, and the rest is still chosen")
  func flags() throws {
    let command = try train("--cell", "elman", "--hidden", "6", "--dropout", "0.05")
    try #require(command.status == 0, "\(command.errors)")
    let network = try #require(try configuration()["network"] as? [String: Any])
    #expect(network["cell"] as? String == "elman" && network["hidden_size"] as? Int == 6)
    #expect(network["dropout"] as? Double == 0.05 && network["layers"] as? Int == 1)
  }

  @Test("Settings of an LSTM choose an LSTM")
  func ablation() throws {
    let command = try train("--ablation", "no_input_gate", "--hidden", "6")
    try #require(command.status == 0, "\(command.errors)")
    let network = try #require(try configuration()["network"] as? [String: Any])
    #expect(network["cell"] as? String == "lstm")
  }

  @Test("A run that is resumed keeps what was chosen at its start")
  func resume() throws {
    try #require(try train().status == 0)
    var before = try configuration()
    let command = try Command(
      ["train", "--out", scratch.path("out"), "--resume", "--steps", "5", "--threads", "1"])
    try #require(command.status == 0, "\(command.errors)")
    #expect(!command.errors.contains("chosen "))
    var after = try configuration()
    #expect(before["steps"] as? Int == 3 && after["steps"] as? Int == 5)
    (before["steps"], after["steps"]) = (nil, nil)
    #expect(before as NSDictionary == after as NSDictionary)
  }

  @Test("Short lines without blank lines between them are documents, unless a flag says otherwise")
  func boundary() throws {
    let names = (0..<300).map { "name\($0 % 7)\($0 % 11)\n" }.joined()
    let file = try scratch.file("names.txt", names)
    for (flags, boundary) in [([], "line"), (["--boundary", "file"], "file")] {
      let command = try Command(
        ["train", file, "--out", scratch.path(boundary), "--threads", "1", "--steps", "2"] + flags)
      try #require(command.status == 0, "\(command.errors)")
      let text = try #require(try configuration(boundary)["text"] as? [String: Any])
      #expect(text["boundary"] as? String == boundary)
    }
  }

  @Test("--json has no samples on the way, and its last line is the object")
  func json() throws {
    let command = try train("--json", "--sample-every", "1")
    try #require(command.status == 0, "\(command.errors)")
    #expect(!command.errors.contains("it writes") && !command.errors.contains("next:"))
    #expect(try JSONLines.parse(command.output).count == 1)
  }

  @Test("--from auto goes on from the installed model that predicts the text best")
  func fromAuto() throws {
    // Letters that no shipped model knows.
    let file = try scratch.file(
      "greek.txt", String(repeating: "αβγ δεζηθ ικλ μνξοπ ρστ υφχψω\n", count: 200))
    for (name, steps) in [("weak", "1"), ("good", "120")] {
      let model = try Tiny.train(file, out: scratch.path("models/\(name)"), ["--steps", steps])
      try #require(model.status == 0, "\(model.errors)")
    }
    let start = ["train", file, "--from", "auto", "--threads", "1", "--steps", "2"]
    let command = try Command(
      start + ["--out", scratch.path("grown")],
      environment: ["CHARLM_MODELS": scratch.path("models")])
    try #require(command.status == 0, "\(command.errors)")
    #expect(command.errors.contains("from good: "), "\(command.errors)")
    let training = try #require(
      try scratch.object("grown/config.json")["training"] as? [String: Any])
    let options = try #require(training["options"] as? [String: String])
    #expect(options["from"] == "good" && options["hidden"] == "8")
  }
}
