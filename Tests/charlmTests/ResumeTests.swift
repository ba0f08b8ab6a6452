import Foundation
import Testing

@Suite("Going on with a run")
struct ResumeTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func resume(_ name: String, _ flags: String...) throws -> Command {
    try Command(["train", "--out", scratch.path(name), "--resume"] + flags)
  }

  @Test("There must be a checkpoint")
  func nothing() throws {
    let file = try scratch.file("plain", "x")
    expectFailure(try resume("gone"), "gone: holds no checkpoint", "--resume")
    expectFailure(try resume("plain"), "\(file): holds no checkpoint")
    expectFailure(try resume(""), "holds no checkpoint")
  }

  @Test("Another corpus is refused, even one of the same form in other letters")
  func otherCorpus() throws {
    _ = try scratch.model()
    let more = try scratch.file("more.txt", Tiny.text + "and more.\n")
    let shifted = try scratch.file(
      "shifted.txt",
      Tiny.text.unicodeScalars.map {
        String($0.properties.isAlphabetic ? UnicodeScalar($0.value + 1) ?? $0 : $0)
      }.joined())
    for corpus in [more, shifted] {
      let command = try resume("model", "--steps", "6", corpus)
      expectFailure(command, "started on another corpus", "same files")
    }
    try FileManager.default.removeItem(atPath: scratch.path("corpus.txt"))
    expectFailure(try resume("model", "--steps", "6"), "corpus.txt: no such file")
  }

  @Test(
    "What decides the result cannot change",
    arguments: [
      ("hidden", "16"), ("cell", "gru"), ("batch", "8"), ("rate", "0.5"), ("momentum", "0.1"),
      ("rate-decay", "0.9"), ("rate-decay-epochs", "1"), ("seed", "7"), ("shards", "2"),
      ("optimizer", "sgd"), ("unit", "byte"), ("clip-norm", "none"), ("valid-fraction", "0.3"),
    ])
  func change(_ name: String, _ value: String) throws {
    _ = try scratch.model()
    expectFailure(
      try resume("model", "--steps", "6", "--\(name)", value),
      "--\(name): the run was started with", "cannot go on with \(value)")
  }

  @Test("A run that is complete has nothing left to do, and says the same")
  func complete() throws {
    _ = try scratch.model()
    let before = try scratch.data("model/model.safetensors")
    let command = try resume("model", "--json")
    #expect(command.status == 0)
    #expect(try command.object["steps"] as? Int == 3)
    #expect(try scratch.data("model/model.safetensors") == before)
  }

  @Test("Twice as many steps in two goes give the weights of one go")
  func longer() throws {
    let flags = ["--schedule", "constant", "--dropout", "0.2", "--warmup", "4"]
    let corpus = try scratch.corpus()
    let once = try Tiny.train(corpus, out: scratch.path("once"), flags + ["--steps", "60"])
    let first = try Tiny.train(corpus, out: scratch.path("twice"), flags + ["--steps", "30"])
    let second = try resume("twice", "--steps", "60")
    #expect([once.status, first.status, second.status] == [0, 0, 0])
    #expect(second.errors.contains("resuming after step 30"))
    #expect(try scratch.tensors("once/training.safetensors").count > 1000)
    #expect(
      try scratch.tensors("once/training.safetensors")
        == scratch.tensors("twice/training.safetensors"))
  }

  @Test("A corpus on standard input is given again")
  func standardInput() throws {
    let first = try Tiny.train("-", out: scratch.path("out"), ["--steps", "3"], input: Tiny.text)
    #expect(first.status == 0)
    expectFailure(try resume("out", "--steps", "6"), "there is no text")
    let arguments = ["train", "--out", scratch.path("out"), "--resume", "--steps", "6"]
    #expect(try Command(arguments, input: Tiny.text).status == 0)
  }
}
