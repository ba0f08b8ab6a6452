import Foundation
import Testing

@Suite("charlm fill")
struct FillTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    let command = try Tiny.train(
      scratch.corpus(), out: scratch.path("model"), ["--steps", "3", "--both-directions"])
    try #require(command.status == 0, "\(command.errors)")
    model = scratch.path("model")
  }

  private func fill(_ arguments: String..., input: String = "") throws -> Command {
    try Command(["fill", model] + arguments + ["--beams", "8"], input: input)
  }

  @Test("A text may begin with a dash, and a command without a text says what it lacks")
  func dashes() throws {
    let command = try fill("- the ___ walks", "--length", "2-4", "--count", "1")
    #expect(command.status == 0 && command.output.hasPrefix("- the "), "\(command.errors)")
    expectRefusal(try fill(), "Give a text with gaps, or --file.")
    expectRefusal(try fill("the ___", "--file", "a.txt"), "Give the text or --file, not both.")
  }

  @Test("Fillings come with their text, the best first, the same every time")
  func fillings() throws {
    let command = try fill("the ___ walks", "--length", "2-4", "--count", "4", "--json")
    #expect(command.status == 0, "\(command.errors)")
    let objects = try command.objects
    #expect(objects.count == 4)
    var scores: [Double] = []
    for object in objects {
      let filling = try #require(object["filling"] as? String)
      #expect((2...4).contains(filling.count))
      #expect(object["text"] as? String == "the \(filling) walks")
      #expect(try #require(object["log_probability"] as? Double) < 0)
      scores.append(try #require(object["score"] as? Double))
    }
    #expect(zip(scores, scores.dropFirst()).allSatisfy(>=))
    #expect(command.errors.hasPrefix("\(model)-backward reads backward"))
    let again = try fill("the ___ walks", "--length", "2-4", "--count", "4", "--json")
    #expect(again.output == command.output)
    let alone = try fill("the ___ walks", "--length", "2-4", "--json", "--backward", "none")
    #expect(alone.errors.isEmpty)
    for object in try alone.objects {
      #expect(object["score"] as? Double == object["log_probability"] as? Double)
    }
  }

  @Test("The log-probability is that of the filling and of what follows")
  func logProbability() throws {
    let object = try fill(
      "the ___ walks", "--regex", "miller|baker", "--count", "1", "--json", "--backward", "none"
    ).object
    let text = try #require(object["text"] as? String)
    let scores = try Command(["score", model, "--json"], input: "the \n\(text)\n").objects
    let values = try scores.map { try #require($0["log_probability"] as? Double) }
    let found = try #require(object["log_probability"] as? Double)
    #expect(abs(values[1] - values[0] - found) < 1e-3)
  }

  @Test("One text is printed alone, and several in columns")
  func columns() throws {
    let one = try fill("the ___ walks", "--count", "1", "--regex", "miller")
    #expect(one.output == "the miller walks\n")
    let several = try fill("the ___ walks", "--regex", "miller|baker")
    let lines = several.output.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(lines.count == 2 && lines.allSatisfy { $0.count == 3 && Double($0[0]) != nil })
    #expect(Set(lines.map { $0[1] }) == ["miller", "baker"])
  }

  @Test("A template has gaps of its own, and draws where it has a temperature")
  func template() throws {
    let text = "{who:word 3-6} and {who}, {/[a-z]{4}/ t=0.8} {{x}}"
    let command = try fill(text, "--template", "--json", "--seed", "4", "--count", "2")
    #expect(command.status == 0, "\(command.errors)")
    for object in try command.objects {
      let fillings = try #require(object["fillings"] as? [String])
      #expect(fillings.count == 2 && fillings[1].count == 4)
      #expect(object["text"] as? String == "\(fillings[0]) and \(fillings[0]), \(fillings[1]) {x}")
    }
    let same = try fill(text, "--template", "--json", "--seed", "4", "--count", "2")
    #expect(same.output == command.output)
    let free = try fill(text, "--template", "--backward", "none")
    #expect(free.errors.hasPrefix("seed "))
  }

  @Test("Texts come from a file, whole or line by line")
  func files() throws {
    let path = try scratch.file("texts.txt", "the ___ walks\na baker ___ warm\n")
    let lines = try fill("--file", path, "--lines", "--json", "--count", "2").objects
    #expect(lines.compactMap { $0["line"] as? Int } == [1, 1, 2, 2])
    let whole = try fill("--file", "-", "--count", "1", "--regex", "e", input: "a ___\nb ___\n")
    #expect(whole.output == "a e\nb e\n")
    let missing = try scratch.file("missing.txt", "a ___\nb\n")
    expectFailure(try fill("--file", missing, "--lines"), "missing.txt:2: the text has no gap")
  }

  @Test(
    "What cannot be filled is refused, and says why",
    arguments: [
      (["a ___", "--length", "0"], "0 characters"),
      (["a ___", "--regex", "春+"], "cannot be filled"),
      (["a ___", "--regex", "ab{5}", "--length", "3"], "no text of 3 characters"),
      (["a ___", "--regex", "(a"], "missing )"),
      (["{word", "--template"], "the text:1:1: the gap has no }"),
      (["{hero}", "--template"], "no gap before has the name hero"),
    ])
  func refused(_ arguments: [String], _ message: String) throws {
    let command = try Command(["fill", model] + arguments)
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(command.failure?.contains(message) ?? false, "\(command.errors)")
  }

  @Test("Text without a gap and models that do not fit are errors")
  func failures() throws {
    expectFailure(try fill("no gap"), "the text has no gap; write ___")
    expectFailure(try fill("a ___", "--backward", model), "reads forward")
    expectFailure(
      try Command(["fill", "\(model)-backward", "a ___"]), "-backward: the model reads backward")
    let other = try Tiny.train(
      scratch.file("other.txt", Tiny.text.uppercased()), out: scratch.path("other"),
      ["--steps", "2", "--direction", "backward"])
    #expect(other.status == 0, "\(other.errors)")
    expectFailure(
      try fill("a ___", "--backward", scratch.path("other")), "other", "lacks", "characters")
    let unknown = try fill("春 ___ walks", "--count", "1")
    #expect(unknown.status == 0 && unknown.output.hasPrefix("春 "))
    #expect(unknown.errors.contains("the model has never seen 春"))
  }

  @Test(
    "Flags that do not fit are refused",
    arguments: [
      [], ["a ___", "--file", "x"], ["a ___", "--lines"], ["a ___", "--blank", ""],
      ["a ___", "--count", "0"], ["a ___", "--beams", "2", "--count", "3"],
      ["a ___", "--context", "-1"], ["a ___", "--temperature", "-1"], ["a ___", "--length", "3-2"],
      ["a ___", "--length", "x"], ["a {", "--template", "--blank", "{"],
      ["a ___", "--backward", ""],
    ])
  func flags(_ flags: [String]) throws {
    expectRefusal(try Command(["fill", model] + flags))
  }
}

@Suite("charlm train --both-directions")
struct BothDirectionsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func train(_ flags: String...) throws -> Command {
    try Tiny.train(
      scratch.corpus(), out: scratch.path("pair"), ["--both-directions"] + flags)
  }

  @Test("Both models are those that are trained one by one")
  func models() throws {
    let command = try train("--steps", "4", "--json")
    #expect(command.status == 0, "\(command.errors)")
    #expect(try command.objects.map { $0["steps"] as? Int } == [4, 4])
    for (name, direction) in [("pair", "forward"), ("pair-backward", "backward")] {
      let alone = try Tiny.train(
        scratch.path("corpus.txt"), out: scratch.path(direction),
        ["--steps", "4", "--direction", direction])
      #expect(alone.status == 0)
      #expect(
        try scratch.tensors("\(name)/model.safetensors")
          == scratch.tensors("\(direction)/model.safetensors"))
    }
    expectFailure(try train("--steps", "4"), "pair-backward: holds a model already")
  }

  @Test("A pair goes on where it stopped: in its first model, or in its second")
  func resuming() throws {
    let whole = try train("--steps", "6")
    #expect(whole.status == 0, "\(whole.errors)")
    let expected = try ["pair", "pair-backward"].map {
      try scratch.tensors("\($0)/model.safetensors")
    }
    func resume() throws {
      let command = try Command([
        "train", "--both-directions", "--out", scratch.path("pair"), "--resume", "--steps", "6",
        "--threads", "1",
      ])
      #expect(command.status == 0, "\(command.errors)")
      for (name, tensors) in zip(["pair", "pair-backward"], expected) {
        #expect(try scratch.tensors("\(name)/model.safetensors") == tensors)
      }
    }
    // The second model was not begun.
    try FileManager.default.removeItem(atPath: scratch.path("pair-backward"))
    try resume()
    // All is done already.
    try resume()
  }

  @Test(
    "Flags that do not fit two models are refused",
    arguments: [
      ["--direction", "backward"], ["--from", "model"], ["--tensorboard", "logs"],
    ])
  func flags(_ flags: [String]) throws {
    expectRefusal(
      try Command(
        ["train", scratch.corpus(), "--out", scratch.path("pair"), "--both-directions"] + flags),
      flags[0])
    expectRefusal(
      try Command(["train", "-", "--out", scratch.path("pair"), "--both-directions"]), "twice")
    expectRefusal(
      try Command(["train", scratch.corpus(), "--find-rate", "--both-directions"]))
  }

  @Test("A directory with a model that reads backward cannot hold the first of a pair")
  func wrongDirection() throws {
    let model = try scratch.model("--direction", "backward", name: "pair")
    expectFailure(
      try Command(["train", "--both-directions", "--out", model, "--resume", "--steps", "5"]),
      "pair: reads backward", "another directory")
  }
}
