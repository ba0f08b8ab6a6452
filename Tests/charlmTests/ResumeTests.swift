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

  @Test("A link to a directory is that directory: of a model, and of a run, old or new")
  func links() throws {
    let model = try scratch.model()
    try FileManager.default.createDirectory(
      atPath: scratch.path("empty"), withIntermediateDirectories: false)
    for (link, target) in [("link", model), ("new", scratch.path("empty"))] {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path(link), withDestinationPath: target)
    }
    #expect(try Command(["info", scratch.path("link")]).status == 0)
    let resumed = try resume("link", "--steps", "5")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try scratch.object("model/config.json")["network"] != nil)
    let new = try Tiny.train(
      scratch.path("corpus.txt"), out: scratch.path("new"), ["--steps", "2"])
    #expect(new.status == 0, "\(new.errors)")
    #expect(try Command(["info", scratch.path("empty")]).status == 0)
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
      ("wire", "bfloat16"),
      ("optimizer", "sgd"), ("unit", "byte"), ("clip-norm", "none"), ("valid-fraction", "0.3"),
    ])
  func change(_ name: String, _ value: String) throws {
    _ = try scratch.model()
    expectFailure(
      try resume("model", "--steps", "6", "--\(name)", value),
      "--\(name): the run was started with", "cannot go on with \(value)")
  }

  @Test(
    "A switch that cannot change is named as it was given",
    arguments: [("--no-biases", "--biases"), ("--layer-norm", "--no-layer-norm")])
  func switches(_ given: String, _ before: String) throws {
    _ = try scratch.model()
    expectFailure(
      try resume("model", "--steps", "6", given),
      "\(given): the run was started with \(before); leave \(given) out")
  }

  @Test("An error about its text says how to go on")
  func hints() throws {
    let corpus = try scratch.corpus()
    _ = try scratch.model()
    let moved = scratch.path("moved.txt")
    try FileManager.default.moveItem(atPath: corpus, toPath: moved)
    let out = scratch.path("model")
    expectFailure(
      try resume("model", "--steps", "6"), "corpus.txt: no such file",
      "charlm train NEW/TEXT --out \(out) --resume")
    #expect(try resume("model", "--steps", "6", moved).status == 0)
    _ = try scratch.file("moved.txt", Tiny.text + "more\n")
    expectFailure(
      try resume("model", "--steps", "9"), "its files have changed", "same files",
      "charlm train TEXT --from \(out) --out NEW")
    let piped = try Tiny.train("-", out: scratch.path("piped"), ["--steps", "3"], input: Tiny.text)
    #expect(piped.status == 0)
    expectFailure(
      try resume("piped", "--steps", "6"), "pipe the same text in again",
      "charlm train --out \(scratch.path("piped")) --resume < TEXT")
    // A new run says nothing of the kind.
    let fresh = try Tiny.train(scratch.path("gone.txt"), out: scratch.path("new"), [])
    #expect(!fresh.errors.contains("--resume"))
  }

  @Test("The folder of another run's files for TensorBoard is refused, its own taken")
  func tensorBoard() throws {
    let board = scratch.path("board")
    _ = try scratch.model("--tensorboard", board, name: "a")
    _ = try scratch.model(name: "b")
    let files = try FileManager.default.contentsOfDirectory(atPath: board)
    expectFailure(
      try resume("b", "--steps", "6", "--tensorboard", board),
      "board: holds TensorBoard's files of "
        + "another run")
    #expect(try FileManager.default.contentsOfDirectory(atPath: board) == files)
    #expect(try resume("a", "--steps", "6", "--tensorboard", board).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: board).count == files.count + 1)
    let other = scratch.path("other")
    #expect(try resume("b", "--steps", "6", "--tensorboard", other).status == 0)
    #expect(try resume("b", "--steps", "9", "--tensorboard", other).status == 0)
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
