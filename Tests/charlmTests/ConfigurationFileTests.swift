import Foundation
import Testing

@Suite("A configuration file")
struct ConfigurationFileTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Trains with a file and flags; what the run was started with is in `out/training.json`.
  private func train(_ file: String, _ flags: String...) throws -> Command {
    let command = ["train", "--config", file, "--out", scratch.path("out")]
    return try Command(command + flags)
  }

  private static let yaml = """
    # Small on purpose.
    hidden: 8
    embedding: 6
    layers: 1
    batch: 4
    bptt: 8
    threads: 1
    steps: 2
    rate: 1e-3
    clip-norm: none
    casefold: true
    residual: false
    unit: byte
    """

  private var network: [String: Any] {
    get throws {
      let configuration = try #require(
        try scratch.object("out/training.json")["configuration"] as? [String: Any])
      return try #require(configuration["network"] as? [String: Any])
    }
  }

  @Test("YAML gives every kind of setting, and the corpus too")
  func yaml() throws {
    let corpus = try scratch.corpus()
    let file = try scratch.file("run.yaml", Self.yaml + "\ncorpus: \(corpus)\n")
    let command = try train(file)
    #expect(command.status == 0, "\(command.errors)")
    #expect(try network["embedding_size"] as? Int == 6)
    #expect(try network["residual"] as? Bool == false)
    let run = try scratch.object("out/training.json")
    #expect(run["corpus"] as? [String] == [corpus])
    let configuration = try #require(run["configuration"] as? [String: Any])
    #expect(configuration["steps"] as? Int == 2)
    #expect(configuration["clip_norm"] == nil)
    #expect((configuration["optimizer"] as? [String: Any])?["rate"] as? Double == 1e-3)
    let text = configuration["text"] as? [String: Any]
    #expect(text?["unit"] as? String == "byte")
    #expect(text?["casefold"] as? Bool == true)
  }

  @Test("JSON does the same, with lists of files")
  func json() throws {
    let corpus = try scratch.corpus()
    let file = try scratch.file(
      "run.json",
      """
      {"corpus": ["\(corpus)"], "valid": ["\(corpus)"], "hidden": 8, "embedding": 5, "layers": 1,
       "batch": 4, "bptt": 8, "threads": 1, "steps": 2}
      """)
    let command = try train(file)
    #expect(command.status == 0, "\(command.errors)")
    #expect(try network["embedding_size"] as? Int == 5)
    #expect(try scratch.object("out/training.json")["validation"] as? [String] == [corpus])
  }

  @Test("Flags and a corpus on the command line win over the file")
  func override() throws {
    let corpus = try scratch.corpus()
    let file = try scratch.file("run.yaml", Self.yaml + "\ncorpus: nowhere.txt\n")
    let command = try train(file, corpus, "--embedding", "7", "--unit=scalar")
    #expect(command.status == 0, "\(command.errors)")
    #expect(try network["embedding_size"] as? Int == 7)
    #expect(try network["hidden_size"] as? Int == 8)
  }

  @Test("A file that is missing, a directory or not text is named")
  func unreadable() throws {
    expectFailure(try train(scratch.path("gone.yaml")), "gone.yaml: cannot be read: No such file")
    expectFailure(try train(scratch.directory), "cannot be read: Is a directory")
    let file = try scratch.file("bad.yaml", [0x61, 0x3A, 0x20, 0xFF])
    expectFailure(try train(file), "bad.yaml:1:4 (byte 3): not valid UTF-8")
    expectRefusal(try Command(["train", "--out", "x", "--config"]), "--config")
  }

  @Test("A file that is not YAML says where, on one line")
  func malformed() throws {
    let file = try scratch.file("bad.yaml", "layers: 1\nhidden: [8\n")
    let command = try train(file)
    expectFailure(command, "bad.yaml:3:1: neither YAML nor JSON: ")
    #expect(command.errors.count { $0 == "\n" } == 1)
    let deep = try scratch.file("deep.yaml", "hidden: " + String(repeating: "[", count: 50_000))
    #expect(try train(deep).errors.count < 500)
    let twice = try scratch.file("twice.yaml", "hidden: 8\nhidden: 9\n")
    expectFailure(try train(twice), "twice.yaml:1:1: ", "hidden stands there twice")
  }

  @Test("A setting that does not exist, or has no value, is named")
  func unknown() throws {
    for (text, part) in [
      ("widht: 8", ":1:1: widht is no setting"), ("config: x", ":1:1: config is no setting"),
      ("\nhidden: null", ":2:1: hidden has no value"),
      ("hidden: {a: 1}", "hidden.a is no setting"), ("hidden: [[{}]]", "hidden is neither"),
      ("just words", "holds no settings"), ("- 1\n- 2", "holds no settings"),
    ] {
      let file = try scratch.file("bad.yaml", text + "\n")
      expectFailure(try train(file), "bad.yaml", part)
    }
  }

  @Test("A value out of range is refused as on the command line")
  func range() throws {
    for (text, part) in [
      ("hidden: -4", "hidden: -4 is out of range"), ("hidden: 0", "hidden: 0 is out of range"),
      ("rate: .nan", "rate: nan is out of range"), ("hidden: true", "--hidden"),
      ("hidden: wide", "'wide'"), ("casefold: 5", "--casefold"), ("cell: neuron", "'neuron'"),
      ("seed: 99999999999999999999", "--seed"),
    ] {
      let file = try scratch.file("bad.yaml", text + "\n")
      expectRefusal(try train(file, scratch.corpus()), part)
    }
  }
}
