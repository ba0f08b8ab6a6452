import Foundation
import Testing

@Suite("charlm tag")
struct TagTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("A text is cut into columns and put together again")
  func prepare() throws {
    let text = "天气好，走吧。\n\n  他说：a\tb\\\n"
    let command = try Command(["tag", "prepare", "--remove", "，。："], input: text)
    #expect(command.status == 0, "\(command.errors)")
    #expect(
      command.output == """
        天\tO
        气\tO
        好\t，
        走\tO
        吧\t。

        \\s\tO
        \\s\tO
        他\tO
        说\t：
        a\tO
        \\t\tO
        b\tO
        \\\\\tO


        """)
    let first = try Command(["tag", "prepare", "--remove", "！？", "--first"], input: "！啊？！\n")
    #expect(first.output == "啊\t？\n\n")
    #expect(first.errors.contains("1 characters stood at the start of a line"))
    expectRefusal(try Command(["tag", "prepare"]), "--remove")
    expectRefusal(try Command(["tag", "prepare", "--remove", ""]), "remove: nothing to take away")
    expectRefusal(
      try Command(["tag", "prepare", "--remove", "xO"]), "outside: O is taken away itself")
    expectRefusal(
      try Command(["tag", "prepare", "--remove", "x", "--unit", "byte"]), "a byte is no character")
  }

  @Test("A tagger is trained, applied and measured")
  func endToEnd() throws {
    let model = try scratch.tagger()
    let input = "今天好\n\n天好\n"
    let columns = try Command(["tag", "apply", model], input: input)
    #expect(columns.output == "今\tO\n天\t，\n好\t。\n\n天\tO\n好\t。\n\n")
    let text = try Command(["tag", "apply", model, "--insert"], input: input)
    #expect(text.output == "今天，好。\n\n天好。\n")
    let objects = try Command(["tag", "apply", model, "--json"], input: input).objects
    #expect(objects.count == 3)
    #expect(objects[0]["labels"] as? [String] == ["O", "，", "。"])
    #expect(objects[0]["characters"] as? [String] == ["今", "天", "好"])
    #expect((objects[0]["probabilities"] as? [Double])?.count == 3)
    #expect(objects[1]["text"] as? String == "")
    expectRefusal(try Command(["tag", "apply", model, "--insert", "--json"]), "not both")

    let eval = try Command(["tag", "eval", model, scratch.path("train.tsv")])
    #expect(eval.output.contains("accuracy             1.0000"))
    #expect(eval.output.contains("F1 without O         1.0000"))
    #expect(eval.output.contains("。           24         24       24     1.0000  1.0000  1.0000"))
    #expect(eval.output.contains("expected (rows) and predicted (columns)"))
    let object = try Command(["tag", "eval", model, scratch.path("train.tsv"), "--json"]).object
    #expect(object["accuracy"] as? Double == 1)
    #expect(object["f1_inside"] as? Double == 1)
    #expect(object["labels_given"] as? Int == 84)
    #expect(object["sequences"] as? Int == 36)
    #expect((object["confusion"] as? [[Int]])?.map { $0.reduce(0, +) } == [36, 24, 24])
    let labels = try #require(object["labels"] as? [[String: Any]])
    #expect(labels.map { $0["label"] as? String } == ["O", "。", "，"])
    let other = try Command(
      ["tag", "eval", model, scratch.path("train.tsv"), "--json", "--outside", "，"])
    #expect(try other.object["outside"] as? String == "，")
    expectFailure(
      try Command(["tag", "eval", model, scratch.path("train.tsv"), "--outside", "X"]),
      "outside: X is no label of this model; it has O 。 ，")
  }

  @Test("Labels and characters that the model does not know are told and count as wrong")
  func unknown() throws {
    let model = try scratch.tagger()
    let file = try scratch.file("test.tsv", "今\tX\n天\t，\n好\t。\n坏\tX\n")
    let command = try Command(["tag", "eval", model, file, "--json"])
    #expect(command.errors.contains("2 labels are unknown to the model and count as wrong: X"))
    let object = try command.object
    #expect(object["unknown_labels"] as? Int == 2)
    #expect(object["unknown_tokens"] as? Int == 1)
    #expect(try #require(object["accuracy"] as? Double) <= 0.5)
    let labels = try #require(object["labels"] as? [[String: Any]])
    #expect(labels.last?["label"] as? String == "X")
    #expect(labels.last?["recall"] as? Double == 0)
    #expect(labels.last?["precision"] is NSNull)
    let none = try scratch.file("none.tsv", "今\tX\n")
    let text = try Command(["tag", "eval", model, none]).output
    #expect(text.contains("nats per label       –"))
    #expect(try Command(["tag", "eval", model, none, "--json"]).object["nats_per_label"] is NSNull)
  }

  @Test("Characters that a tagger does not know are counted in a warning and in JSON")
  func unknownCharacters() throws {
    let model = try scratch.tagger()
    let command = try Command(["tag", "apply", model, "--json"], input: "\u{FEFF}今天☃\n好\n")
    #expect(command.errors.contains("1 of 4 tokens are unknown to the model"), "\(command.errors)")
    #expect(try command.objects.map { $0["unknown_tokens"] as? Int } == [1, 0])
  }

  @Test("One direction, other files to measure on, patience, and a report in JSON")
  func flags() throws {
    let train = try scratch.file("train.tsv", TinyLabels.columns)
    let valid = try scratch.file("valid.tsv", "今\tO\n天\tX\n")
    let command = try Command(
      [
        "tag", "train", train, "--out", scratch.path("out"), "--valid", valid, "--direction",
        "forward", "--cell", "gru", "--outside", "。", "--epochs", "50", "--eval-every", "2",
        "--patience", "3", "--rate", "0.1", "--json",
      ] + TinyLabels.flags)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.errors.contains("1 labels are unknown to the model and count as wrong: X"))
    #expect(command.errors.contains("no gain in 3 evaluations"))
    let object = try command.object
    #expect(
      Set(object.keys) == [
        "steps", "labels", "seconds", "watching_seconds", "best_valid_nats_per_label", "best_step",
        "test_nats_per_label", "test_accuracy", "test_f1", "epochs", "corpus_labels", "precision",
        "parameters", "model", "findings",
      ])
    let config = try scratch.object("out/config.json")
    #expect(config["model_type"] as? String == "charlm-tagger")
    #expect(config["labels"] as? [String] == ["O", "。", "，"])
    #expect(config["outside"] as? String == "。")
    let network = try #require(config["network"] as? [String: Any])
    #expect(network["bidirectional"] as? Bool != true)
    let lines = try JSONLines.parse(
      String(decoding: scratch.data("out/metrics.jsonl"), as: UTF8.self))
    #expect(lines.contains { $0["valid_accuracy"] != nil && $0["valid_f1"] != nil })
    let info = try Command(["info", scratch.path("out")]).output
    for part in ["a tagger", "1 × 8 gru\n", "3: O 。 ，", "nats per label", "--direction forward"] {
      #expect(info.contains(part), "\(part)")
    }
  }

  @Test("A run goes on where it stopped, and nothing but its length may change")
  func resume() throws {
    let model = try scratch.tagger("--dropout", "0.2", "--shards", "2")
    let whole = try Command(
      [
        "tag", "train", scratch.path("train.tsv"), "--out", scratch.path("whole"), "--steps", "60",
        "--rate", "0.03", "--dropout", "0.2", "--shards", "2", "--schedule", "constant",
      ] + TinyLabels.flags)
    #expect(whole.status == 0, "\(whole.errors)")
    expectFailure(
      try Command(["tag", "train", "--out", model, "--resume", "--schedule", "constant"]),
      "--schedule: the run was started with cosine")
    expectFailure(
      try Command(["tag", "train", "--out", model, "--resume", "--direction", "forward"]),
      "--direction: the run was started with both")
    expectFailure(
      try Command(["classify", "train", "--out", model, "--resume"]),
      "holds a run of a tagger, not of a text classifier")
    expectFailure(
      try Command(["train", "--out", model, "--resume"]), "holds a run of a tagger")
    let more = try Command(["tag", "train", "--out", model, "--resume", "--steps", "44", "--json"])
    #expect(more.status == 0, "\(more.errors)")
    #expect(try more.object["steps"] as? Int == 44)
  }

  @Test("What is wrong with a file or a flag is said")
  func errors() throws {
    let bad = try scratch.file("bad.tsv", "a\tO\nab\n")
    func train(_ flags: String...) throws -> Command {
      try Command(["tag", "train", "--out", scratch.path("out")] + flags)
    }
    expectFailure(try train(bad), "bad.tsv:2: no tab in \"ab\"")
    expectFailure(try train(scratch.path("gone.tsv")), "gone.tsv: no such file")
    expectFailure(try train(scratch.file("one.tsv", "a\tO\n")), "all labels are O")
    expectRefusal(try train(), "Name the labeled text")
    expectRefusal(try train(bad, "--direction", "up"), "--direction")
    expectRefusal(try train(bad, "--tie-embeddings"), "tie")
    expectRefusal(try train(bad, "--skip"), "bidirectional", "read in one direction")
    expectRefusal(try train(bad, "--hidden", "0"), "hidden: 0 is out of range")
    expectRefusal(try train(bad, "--sample-every", "5"), "--sample-every")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out")))
  }

  @Test("Each command names the model that it needs and the one it got")
  func types() throws {
    let tagger = try scratch.tagger()
    let language = try scratch.model()
    let text = scratch.path("train.tsv")
    for rest in [["sample"], ["eval", text], ["score", text], ["tokenize", text]] {
      expectFailure(
        try Command([rest[0], tagger] + rest.dropFirst()),
        "is a tagger, but a language model is needed here; use it with charlm tag apply")
    }
    expectFailure(
      try Command(["tag", "eval", language, text]), "is a language model, but a tagger is needed")
    expectFailure(
      try Command(["classify", "apply", tagger, text]),
      "is a tagger, but a text classifier is needed")
    let damaged = scratch.path("tagger/config.json")
    let config = String(decoding: try scratch.data("tagger/config.json"), as: UTF8.self)
    try Data(config.replacing("\"labels\"", with: "\"names\"").utf8)
      .write(to: URL(fileURLWithPath: damaged))
    expectFailure(try Command(["info", tagger]), "config.json: is damaged: labels is missing")
    try Data(config.replacing("\"。\"", with: "\"O\"").utf8).write(
      to: URL(fileURLWithPath: damaged))
    expectFailure(try Command(["info", tagger]), "labels is empty or holds a label twice")
    try Data(config.replacing("\"。\",", with: "").utf8).write(to: URL(fileURLWithPath: damaged))
    expectFailure(try Command(["info", tagger]), "tensor output.", "[3")
  }
}
