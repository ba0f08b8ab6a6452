import CharNetwork
import Foundation
import Testing

@Suite("Flags of charlm train")
struct TrainFlagTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Each flag with a value that is not its default, and where `training.json` keeps it.
  private static let settings: [(flag: String, value: String, path: String)] = [
    ("unit", "grapheme", "text.unit"), ("normalize", "nfkd", "text.normalization"),
    ("casefold", "true", "text.casefold"), ("boundary", "line", "text.boundary"),
    ("direction", "backward", "text.direction"),
    ("line-ends", "lf", "text.line_ends"), ("unknown", "bytes", "text.unknown"),
    ("keep-order", "true", "keep_order"), ("strip-bom", "true", "text.strip_bom"),
    ("min-count", "2", "minimum_count"), ("max-vocabulary", "40", "maximum_vocabulary"),
    ("cell", "gru", "network.cell"), ("layers", "2", "network.layers"),
    ("hidden", "6", "network.hidden_size"), ("embedding", "6", "network.embedding_size"),
    ("dropout", "0.25", "network.dropout"), ("tie-embeddings", "true", "network.tie_embeddings"),
    ("residual", "true", "network.residual"),
    ("initialization", "uniform", "network.initialization"), ("batch", "3", "batch"),
    ("bptt", "7", "window"), ("epochs", "50.5", "epochs"), ("steps", "4", "steps"),
    ("minutes", "2.5", "minutes"), ("eval-every", "2", "evaluate_every"),
    ("sample-every", "3", "sample_every"), ("patience", "9", "patience"), ("shards", "2", "shards"),
    ("seed", "18446744073709551615", "seed"), ("optimizer", "sgd", "optimizer.kind"),
    ("rate", "0.125", "optimizer.rate"), ("momentum", "0.5", "optimizer.momentum"),
    ("weight-decay", "0.0625", "optimizer.weight_decay"), ("schedule", "step", "schedule.kind"),
    ("warmup", "1", "schedule.warmup"), ("rate-decay", "0.75", "schedule.decay"),
    ("rate-decay-epochs", "1.5", "schedule.decay_epochs"), ("clip-norm", "2.5", "clip_norm"),
    ("clip-value", "0.5", "clip_value"), ("valid-fraction", "0.25", "validation_fraction"),
    ("valid-split", "random", "validation_split"), ("split-seed", "9", "split_seed"),
    ("test", "0.125", "test_fraction"),
    ("precision", "float32", "precision"), ("wire", "bfloat16", "wire"),
    ("save-every", "3", "save_every"),
    ("keep", "5", "kept_checkpoints"), ("recoveries", "3", "recoveries"),
    ("average", "ema", "averaging.kind"), ("average-decay", "0.5", "averaging.decay"),
    ("condition", "file", "text.condition"),
    ("freeze-layers", "1", "freezing.layers"), ("freeze-embedding", "true", "freezing.embedding"),
  ]

  /// Flags that do not go with all of the above, run by run.
  private static let moreSettings: [[(flag: String, value: String, path: String)]] = [
    [
      ("cell", "gru", "network.cell"), ("reset", "before", "network.reset"),
      ("skip", "true", "network.skip"), ("input-layers", "1", "network.input_layers"),
      ("output-layers", "2", "network.output_layers"),
      ("transition-depth", "2", "network.transition_depth"),
      ("layer-norm", "true", "network.layer_norm"),
      ("learned-state", "true", "network.learned_state"), ("zoneout", "0.25", "network.zoneout"),
      ("weight-dropout", "0.125", "network.weight_dropout"),
      ("label-smoothing", "0.125", "network.label_smoothing"),
      ("dropout", "0.25", "network.dropout"), ("locked-dropout", "true", "network.locked_dropout"),
    ],
    [("cell", "jordan", "network.cell"), ("activation", "sigmoid", "network.activation")],
    [("cell", "ctrnn", "network.cell"), ("time-step", "0.5", "network.time_step")],
    [("cell", "lstm", "network.cell"), ("ablation", "no_output_gate", "network.ablations")],
    [
      ("cell", "cifg", "network.cell"), ("no-biases", "true", "network.biases"),
      ("no-doctor", "true", "doctor"), ("delimiter", "===", "text.delimiter"),
    ],
  ]

  /// Flags that say where things are, or how a command runs, but not what it computes.
  private static let others = [
    "both-directions", "out", "config", "valid", "include", "exclude", "field", "encoding",
    "invalid", "threads",
    "resume", "json", "copy-index",
    "help", "version", "cache", "from", "preset", "find-rate",
    "tensorboard", "set",
    // Several ranks alone have it.
    "sync-every",
  ]

  @Test("Help names every flag, and no other")
  func help() throws {
    let help = try Command(["train", "--help-all"], environment: ["COLUMNS": "200"]).output
    let names = help.split(separator: "\n").map { $0.drop { $0 == " " } }
      .filter { $0.hasPrefix("-") }
      .compactMap { $0.firstMatch(of: /--([a-z-]+)/).map { String($0.1) } }
    let flags = (Self.settings + Self.moreSettings.joined()).map(\.flag)
    // A switch stands as `--biases/--no-biases`.
    #expect(
      Set(names)
        == Set(flags.map { $0.hasPrefix("no-") ? String($0.dropFirst(3)) : $0 } + Self.others))
  }

  @Test("Every flag is kept in training.json, and in config.json by its own name")
  func roundTrip() throws {
    for settings in [Self.settings] + Self.moreSettings {
      let flags = settings.flatMap {
        $0.value == "true" ? ["--\($0.flag)"] : ["--\($0.flag)", $0.value]
      }
      let scratch = try Scratch()
      let limit =
        flags.contains("--steps")
        ? [] : ["--steps", "4", "--batch", "3", "--hidden", "6", "--layers", "2"]
      let command = try Tiny.train(scratch.corpus(), out: scratch.path("out"), flags + limit)
      try #require(command.status == 0, "\(command.errors)")
      let configuration = try #require(
        try scratch.object("out/training.json")["configuration"] as? [String: Any])
      let training = try #require(
        try scratch.object("out/config.json")["training"] as? [String: Any])
      let options = try #require(training["options"] as? [String: String])
      for setting in settings {
        var value: Any? = configuration
        for key in setting.path.split(separator: ".") {
          value = (value as? [String: Any])?[String(key)]
        }
        let found = try #require(value, "\(setting.path)")
        #expect(isStored(setting.value, setting.flag, found), "\(setting.flag): \(found)")
        #expect(options[setting.flag] == setting.value, "\(setting.flag)")
      }
    }
  }

  @Test("Every switch of a setting can be turned off, and what may be nothing can be unset")
  func unset() throws {
    let switches = (Self.settings + Self.moreSettings.joined()).filter { $0.value == "true" }
      .map { $0.flag.hasPrefix("no-") ? String($0.flag.dropFirst(3)) : $0.flag }
    let given = [
      "casefold: true", "average: ema", "patience: 5", "minutes: 3", "sample-every: 1",
      "max-vocabulary: 40", "clip-norm: 2", "clip-value: 3", "epochs: 2", "save-every: 1",
      "eval-every: 1", "rate: 0.5", "weight-decay: 0.5", "warmup: 1", "condition: file",
      "keep-order: true", "preset: poem", "exclude: x", "valid: nowhere.txt", "boundary: file",
      "tensorboard: nowhere", "delimiter: '==='", "test: 0.2", "valid-fraction: 0.2",
    ]
    let unset = [
      "average", "patience", "minutes", "sample-every", "max-vocabulary", "clip-norm", "clip-value",
      "epochs", "condition", "preset", "exclude", "valid", "tensorboard",
      "delimiter", "test",
    ]
    let automatic = ["save-every", "eval-every", "rate", "weight-decay", "warmup"]
    let file = try scratch.file("run.yaml", given.joined(separator: "\n"))
    let flags =
      ["--config", file, "--steps", "2"] + switches.map { "--no-\($0)" }
      + unset.flatMap { ["--\($0)", "none"] } + automatic.flatMap { ["--\($0)", "auto"] }
    let plain = try Tiny.train(
      scratch.corpus(), out: scratch.path("plain"),
      [
        "--steps", "2", "--no-biases", "--no-doctor", "--clip-norm", "none", "--valid-fraction",
        "0.2", "--eval-every", "auto", "--sample-every", "none", "--average", "none",
      ])
    try #require(plain.status == 0, "\(plain.errors)")
    let command = try Tiny.train(scratch.corpus(), out: scratch.path("out"), flags)
    try #require(command.status == 0, "\(command.errors)")
    let runs = try ["plain", "out"].map {
      try #require(try scratch.object("\($0)/training.json")["configuration"] as? NSDictionary)
    }
    #expect(runs[0] == runs[1])
    #expect(!FileManager.default.fileExists(atPath: "nowhere"))
  }

  @Test("What is none by default takes none, without a file too")
  func none() throws {
    let unset = [
      "delimiter", "condition", "test", "exclude", "steps", "minutes", "patience", "sample-every",
      "max-vocabulary", "clip-value", "average",
    ]
    let command = try Tiny.train(
      scratch.corpus(), out: scratch.path("out"),
      unset.flatMap { ["--\($0)", "none"] } + ["--epochs", "0.1"])
    #expect(command.status == 0, "\(command.errors)")
    let run = try scratch.object("out/training.json")
    let configuration = try #require(run["configuration"] as? [String: Any])
    #expect(configuration["test_fraction"] == nil)
    #expect((configuration["text"] as? [String: Any])?["delimiter"] == nil)
    let text = try scratch.corpus()
    let report = try Command(["corpus", "report", text, "--no-timing", "--delimiter", "none"])
    #expect(report.status == 0, "\(report.errors)")
  }

  @Test("Of a switch in a file and one on the command line the latter wins, whichever way")
  func switches() throws {
    for (line, flags, expected) in [
      ("casefold: false", [], false), ("casefold: true", [], true),
      ("no-casefold: true", [], false),
      ("casefold: true", ["--no-casefold"], false), ("casefold: false", ["--casefold"], true),
      ("no-casefold: true", ["--casefold"], true), ("no-casefold: false", [], true),
    ] {
      let file = try scratch.file("run.yaml", line)
      let out = scratch.path(UUID().uuidString)
      let command = try Tiny.train(
        scratch.corpus(), out: out, ["--config", file, "--steps", "1"] + flags)
      try #require(command.status == 0, "\(line): \(command.errors)")
      let text = try String(contentsOfFile: "\(out)/training.json", encoding: .utf8)
      #expect(text.contains("\"casefold\" : \(expected)"), "\(line) \(flags)")
    }
  }

  private func isStored(_ value: String, _ flag: String, _ found: Any) -> Bool {
    if let list = found as? [String] { return list == [value] }
    if value == "true" { return found as? Bool == !flag.hasPrefix("no-") }
    return ((found as? NSNumber).map { "\($0)" } ?? "\(found)") == value
  }

  @Test("What is selected of a directory is kept, and found again by --resume")
  func selection() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path("texts"), withIntermediateDirectories: false)
    _ = try scratch.file("texts/a.txt", Tiny.text)
    _ = try scratch.file("texts/b.md", "other")
    _ = try scratch.file("texts/c.bin", [0, 0x61])
    let first = try Tiny.train(
      scratch.path("texts"), out: scratch.path("out"),
      ["--steps", "2", "--include", "*.txt", "--include", "*.bin", "--exclude", "x"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("1 file that is not text is skipped"))
    let kept = try #require(try scratch.object("out/training.json")["selection"] as? [String: Any])
    #expect(kept["include"] as? [String] == ["*.txt", "*.bin"])
    #expect(kept["exclude"] as? [String] == ["x"])
    let resume = ["train", "--out", scratch.path("out"), "--resume", "--steps", "4"]
    #expect(try Command(resume).status == 0)
    _ = try scratch.file("texts/b.md", Tiny.text + "and more.\n")
    expectFailure(try Command(resume + ["--include", "*.md"]), "started on another corpus")
    expectFailure(try Command(resume + ["--include", "*.c"]), "texts: none of its files")
    expectRefusal(
      try Command(resume + ["--exclude", "a["]), "a[: not a valid path pattern",
      "a [ has no ]")
  }

  @Test("The files and the policy of invalid bytes are kept")
  func sources() throws {
    let corpus = try scratch.corpus()
    let valid = try scratch.file("valid.txt", Tiny.text)
    _ = try scratch.model("--valid", valid, "--invalid", "replace")
    let run = try scratch.object("model/training.json")
    #expect(run["corpus"] as? [String] == [corpus])
    #expect(run["validation"] as? [String] == [valid])
    #expect(run["invalid_utf8"] as? String == "replace")
  }

  @Test("Each optimizer learns", arguments: ["adamw", "adam", "rmsprop", "sgd", "muon"])
  func optimizers(_ name: String) throws {
    try expectLearning("--optimizer", name)
  }

  @Test(
    "Each schedule learns", arguments: ["cosine", "constant", "step", "exponential", "plateau"])
  func schedules(_ name: String) throws {
    try expectLearning("--schedule", name)
  }

  @Test("Each cell learns", arguments: CellKind.allCases.map(\.rawValue))
  func cells(_ name: String) throws {
    try expectLearning("--cell", name)
  }

  private func expectLearning(_ flags: String...) throws {
    let steps = ["--steps", "150", "--eval-every", "1"]
    let command = try Tiny.train(scratch.corpus(), out: scratch.path("out"), steps + flags)
    try #require(command.status == 0, "\(command.errors)")
    let losses = try JSONLines.parse(
      String(decoding: scratch.data("out/metrics.jsonl"), as: UTF8.self)
    )
    .compactMap { $0["valid_nats_per_token"] as? Double }
    try #require(losses.count == 150)
    #expect(losses[149] < losses[0] - 0.2)
  }

  @Test("Text to measure on that the vocabulary does not have is counted in a warning")
  func unknownValid() throws {
    let alien = try scratch.file("alien.txt", String(repeating: "☃☃☃☃ the\n", count: 20))
    let flags = ["--steps", "2", "--valid", alien]
    let command = try Tiny.train(scratch.corpus(), out: scratch.path("alien"), flags)
    #expect(command.status == 0)
    #expect(
      command.errors.contains("80 of 180 tokens to measure on are not in the vocabulary"),
      "\(command.errors)")
  }

  @Test("Patience ends a run that gains nothing, and says so")
  func patience() throws {
    let flags = ["--rate", "1e-30", "--eval-every", "1", "--patience", "3", "--steps", "50"]
    let command = try Tiny.train(scratch.corpus(), out: scratch.path("out"), flags + ["--json"])
    #expect(command.errors.contains("no gain in 3 evaluations; stopped after step 4"))
    #expect(try command.object["steps"] as? Int == 4)
    #expect(try command.object["best_step"] as? Int == 1)
  }

  @Test("Without text held out there is no validation loss")
  func noValidation() throws {
    let flags = ["--valid-fraction", "0", "--steps", "2", "--json"]
    let command = try Tiny.train(scratch.corpus(), out: scratch.path("out"), flags)
    #expect(try command.object["best_valid_nats_per_token"] is NSNull)
    #expect(try command.object["best_step"] is NSNull)
    #expect(try Command(["info", scratch.path("out")]).status == 0)
  }
}
