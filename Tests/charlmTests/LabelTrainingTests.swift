import Foundation
import Testing

@Suite("Training of taggers and classifiers has the options of language models")
struct LabelTrainingTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func columns() throws -> String { try scratch.file("train.tsv", TinyLabels.columns) }

  private func train(_ flags: [String], command: String = "tag") throws -> Command {
    try Command([command, "train"] + flags)
  }

  @Test("--find-rate advises a rate and writes nothing")
  func findRate() throws {
    let lines = try scratch.file("train.txt", TinyLabels.lines)
    for (command, file) in [("tag", try columns()), ("classify", lines)] {
      let found = try train(
        [file, "--find-rate", "--steps", "40", "--json", "--optimizer", "adamw"] + TinyLabels.flags,
        command: command)
      #expect(found.status == 0, "\(found.errors)")
      #expect(try found.object["advised_rate"] is Double)
      let curve = try train(
        [file, "--find-rate", "--steps", "5"] + TinyLabels.flags, command: command)
      #expect(curve.output.contains("nats per label at growing rates"), "\(curve.errors)")
      expectRefusal(
        try train([file, "--find-rate", "--out", scratch.path("m")], command: command), "--out")
      expectRefusal(try train([file], command: command), "--out")
    }
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: scratch.directory))
        == ["train.tsv", "train.txt"])
  }

  @Test("--config gives settings and files, and flags win over it")
  func config() throws {
    let file = try columns()
    let config = try scratch.file(
      "run.yaml",
      """
      corpus: \(file)
      hidden: 8
      embedding: 6
      layers: 1
      batch: 4
      threads: 1
      steps: 9
      direction: forward
      outside: 。
      doctor: false
      """)
    let out = scratch.path("out")
    let command = try train(["--config", config, "--out", out, "--embedding", "7"])
    #expect(command.status == 0, "\(command.errors)")
    let run = try scratch.object("out/training.json")
    #expect(run["corpus"] as? [String] == [file])
    let configuration = try #require(run["configuration"] as? [String: Any])
    let network = try #require(configuration["network"] as? [String: Any])
    #expect(network["hidden_size"] as? Int == 8 && network["embedding_size"] as? Int == 7)
    #expect(network["bidirectional"] as? Bool != true)
    #expect(configuration["steps"] as? Int == 9 && configuration["doctor"] as? Bool == false)
    #expect(try scratch.object("out/config.json")["outside"] as? String == "。")
    let wrong = try scratch.file("wrong.yaml", "sample-every: 5\n")
    expectFailure(
      try train([file, "--config", wrong, "--out", scratch.path("no")]),
      "sample-every has no meaning for labeled text")
    expectRefusal(
      try train([file, "--set", "text.boundary=line", "--out", scratch.path("no")]),
      "text.boundary has no meaning for labeled text")
  }

  @Test("--preset gives a network, read in both directions")
  func preset() throws {
    let command = try train([
      try columns(), "--preset", "tiny", "--out", scratch.path("out"), "--steps", "1",
      "--threads", "1", "--hidden", "8",
    ])
    #expect(command.status == 0, "\(command.errors)")
    let run = try scratch.object("out/training.json")
    let configuration = try #require(run["configuration"] as? [String: Any])
    let network = try #require(configuration["network"] as? [String: Any])
    #expect(network["cell"] as? String == "gru" && network["bidirectional"] as? Bool == true)
    #expect(network["hidden_size"] as? Int == 8 && network["embedding_size"] as? Int == 32)
  }

  @Test("--test measures a part at the end, and the doctor speaks unless it is turned off")
  func test() throws {
    let file = try columns()
    let flags =
      [file, "--test", "0.2", "--steps", "60", "--rate", "0.03", "--json"] + TinyLabels.flags
    let command = try train(flags + ["--out", scratch.path("out")])
    #expect(command.status == 0, "\(command.errors)")
    let object = try command.object
    #expect(try #require(object["test_accuracy"] as? Double) > 0.9)
    #expect(object["test_nats_per_label"] is Double && object["test_f1"] is Double)
    let findings = try #require(object["findings"] as? [[String: Any]])
    #expect(findings.contains { $0["name"] as? String == "better_than_commonest_label" })
    #expect(command.errors.contains("doctor: "))
    let quiet = try train(flags + ["--out", scratch.path("quiet"), "--no-doctor"])
    #expect(quiet.status == 0 && !quiet.errors.contains("doctor"), "\(quiet.errors)")
    #expect((try quiet.object["findings"] as? [Any])?.isEmpty == true)
    // The doctor changes nothing.
    #expect(
      try scratch.tensors("out/model.safetensors") == scratch.tensors("quiet/model.safetensors"))
  }

  @Test("--from starts from a language model or a tagger, and is resumed without it")
  func from() throws {
    let corpus = try scratch.file("text.txt", String(repeating: "今天好，天好。\n好今\n", count: 40))
    let base = scratch.path("base")
    let language = try Command(
      ["train", corpus, "--out", base, "--cell", "lstm", "--steps", "5"] + TinyLabels.flags)
    #expect(language.status == 0, "\(language.errors)")
    let file = try columns()
    let run = ["--batch", "4", "--threads", "1", "--dropout", "0.1"]
    func start(_ from: String, _ out: String, _ flags: [String]) throws -> Command {
      try train([file, "--from", from, "--out", scratch.path(out)] + run + flags)
    }
    let first = try start(base, "first", ["--steps", "20", "--rate", "0.03"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("1 × 8 lstm, forward"))
    #expect(try Command(["info", scratch.path("first")]).output.contains("--from base"))
    try FileManager.default.removeItem(atPath: base)
    let more = try train(["--out", scratch.path("first"), "--resume", "--steps", "25"])
    #expect(more.status == 0, "\(more.errors)")
    let second = try start(scratch.path("first"), "second", ["--steps", "3", "--freeze-embedding"])
    #expect(second.status == 0, "\(second.errors)")
    expectFailure(
      try start(scratch.path("first"), "third", ["--hidden", "9"]),
      "--hidden: the model has 8, and cannot go on with 9")
    expectFailure(
      try start(scratch.path("first"), "third", ["--direction", "both"]),
      "--direction: the model has forward, and cannot go on with both")
    expectRefusal(
      try start(scratch.path("first"), "third", ["--preset", "tiny"]), "leave out --preset")
    expectRefusal(try start(scratch.path("first"), "third", ["--resume"]), "not both")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("third")))
  }
}
