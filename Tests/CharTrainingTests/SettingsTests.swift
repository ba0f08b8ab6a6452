import CharNetwork
import CharSettings
import CharText
import CharTraining
import Foundation
import Testing

@Suite("The table of settings")
struct SettingsTests {
  private let settings = TrainingConfiguration.table.settings

  /// A configuration of which every group differs from the defaults.
  private var unusual: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.text.unit = .byte
    configuration.text.delimiter = "no: \"true\" # here"
    configuration.network.cell = .lstm
    configuration.network.ablations = [.noOutputGate, .fullGateRecurrence]
    configuration.network.hasBiases = false
    configuration.window = 7
    configuration.minutes = 0.25
    configuration.clipNorm = nil
    configuration.validationSplit = .random
    configuration.optimizer.kind = .adam
    configuration.optimizer.beta1 = 0.8
    configuration.schedule.warmup = 3
    configuration.averaging = Averaging(.polyak)
    configuration.freezing = Freezing()
    configuration.freezing?.layers = 1
    configuration.seed = .max
    return configuration
  }

  @Test("names every setting and every flag once, and says what it is for")
  func names() {
    #expect(Set(settings.map(\.name)).count == settings.count)
    let flags = settings.compactMap(\.flag)
    #expect(Set(flags).count == flags.count)
    for setting in settings { #expect(setting.help.hasSuffix("."), "\(setting.name)") }
  }

  @Test("reads back every value that it writes as text")
  func texts() throws {
    for configuration in [TrainingConfiguration(), unusual] {
      var copy = TrainingConfiguration()
      for setting in settings {
        // Where there is no mean, nothing says how much of it is left.
        let texts = setting.texts(in: configuration)
        if texts.isEmpty, setting.name.hasPrefix("averaging.") { continue }
        try setting.set(texts, in: &copy)
      }
      #expect(copy == configuration)
    }
  }

  @Test("stores and reads every setting")
  func stored() throws {
    let data = try JSONEncoder().encode(unusual)
    #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: data) == unusual)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["clip_norm"] == nil)
    let network = try #require(object["network"] as? [String: Any])
    #expect(network["ablations"] as? [String] == ["full_gate_recurrence", "no_output_gate"])
    #expect(network["zoneout"] == nil)
    #expect(network["dropout"] as? Double == 0)
  }

  @Test("reads a configuration of an earlier version, in which what is nothing is missing")
  func earlier() throws {
    let json = """
      {"text": {"unit": "scalar", "normalization": "none", "casefold": false, "line_ends": "keep",
                "strip_bom": false, "boundary": "file"},
       "network": {"cell": "gru", "layers": 1, "hidden_size": 8, "embedding_size": 4, "dropout": 0,
                   "tie_embeddings": false, "residual": false, "initialization": "uniform"},
       "batch": 4, "another": 1}
      """
    let old = try JSONDecoder().decode(TrainingConfiguration.self, from: Data(json.utf8))
    #expect(old.clipNorm == nil && old.validationSplit == nil && old.averaging == nil)
    #expect(old.network.cell == .gru && old.batch == 4 && old.window == 128)
    let broken = json.replacingOccurrences(of: "\"cell\"", with: "\"sell\"")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TrainingConfiguration.self, from: Data(broken.utf8))
    }
  }

  @Test("gives numbers their ranges")
  func ranges() {
    func check(_ name: String, _ change: (inout TrainingConfiguration) -> Void) {
      var configuration = TrainingConfiguration()
      change(&configuration)
      let error = #expect(throws: SettingError.self) { try configuration.validate() }
      guard case .outOfRange(name, _, _)? = error else {
        Issue.record("\(name): \(String(describing: error))")
        return
      }
    }
    check("network.hidden_size") { $0.network.hiddenSize = 0 }
    check("network.dropout") { $0.network.dropout = 1 }
    check("optimizer.weight_decay") { $0.optimizer.weightDecay = -.infinity }
    check("schedule.decay") { $0.schedule.decay = .nan }
    check("clip_norm") { $0.clipNorm = 0 }
    check("averaging.decay") {
      $0.averaging = Averaging(.ema)
      $0.averaging?.decay = 1
    }
    check("test_fraction") { $0.testFraction = 0.95 }
    check("boundary") {
      $0.text.delimiter = "==="
      $0.text.boundary = .line
    }
  }

  @Test("says what a run that goes on may change")
  func resuming() throws {
    let start = TrainingConfiguration()
    var other = start
    other.steps = 5
    other.keptCheckpoints = 9
    try other.validate(resuming: start)
    other.network.zoneout = 0.5
    #expect(
      throws: TrainingError.cannotChange("network.zoneout", from: "0.0", to: "0.5")
    ) { try other.validate(resuming: start) }
  }

  @Test("a run that goes on may state what auto became, and auto where something has become of it")
  func resumingAuto() throws {
    var start = TrainingConfiguration()
    start.seed = 7
    (start.shards, start.precision, start.schedule.warmup) = (3, .bfloat16, 40)
    var stated = start
    (stated.splitSeed, stated.optimizer.rate) = (7, 1.6e-2)
    try stated.resume(start)
    var auto = start
    (auto.shards, auto.precision, auto.schedule.warmup) = (nil, .auto, nil)
    try auto.resume(start)
    #expect(auto == start)
    var other = start
    other.splitSeed = 0
    #expect(throws: TrainingError.cannotChange("split_seed", from: "auto", to: "0")) {
      try other.resume(start)
    }
    var another = start
    another.seed = 8
    #expect(throws: TrainingError.cannotChange("seed", from: "7", to: "8")) {
      try another.resume(start)
    }
  }

  @Test("the seed of held-out parts is told where it is given, even if it is that of the run")
  func toldSeed() throws {
    var configuration = TrainingConfiguration()
    configuration.seed = 5
    #expect(configuration.flags["split-seed"] == nil)
    configuration.splitSeed = 0
    #expect(configuration.flags["split-seed"] == "0")
  }

  @Test("writes run files that it reads, with what is not as usual")
  func runFile() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for configuration in [TrainingConfiguration(), unusual] {
      try configuration.write(to: path)
      let read = try TrainingConfiguration(contentsOf: path)
      #expect(read == configuration, "\(configuration.runFile)")
    }
    #expect(unusual.runFile.contains("clip_norm: null"))
    #expect(!unusual.runFile.contains("embedding_size"))
  }

  @Test("reads YAML and JSON, in groups, with dots, or by flags")
  func forms() throws {
    var expected = TrainingPreset.tiny.configuration
    expected.network.hiddenSize = 9
    expected.text.foldsCase = true
    expected.clipNorm = nil
    for text in [
      "preset: tiny\nnetwork:\n  hidden_size: 9\ntext: {casefold: yes}\nclip_norm: null\ncorpus: a",
      "preset: tiny\nnetwork.hidden_size: 9\ntext.casefold: true\nclip_norm: none",
      "preset: tiny\nhidden: 9\ncasefold: true\nclip-norm: ~",
      """
      {"preset": "tiny", "network": {"hidden_size": 9}, "no-casefold": false, "clip_norm": null}
      """,
    ] {
      #expect(try TrainingConfiguration(RunFile(yaml: text, path: "run")) == expected, "\(text)")
    }
  }

  @Test("refuses names and values that there are not")
  func refusals() throws {
    for (text, error) in [
      ("widht: 9", SettingError.unknown("widht")),
      ("network:\n  size: 9", .unknown("network.size")),
      (
        "batch: many",
        .wrongValue("batch", value: "many", expected: "a whole number")
      ), ("batch: null", .wrongValue("batch", value: "", expected: "a whole number")),
      (
        "schedule.kind: never",
        .wrongValue(
          "schedule.kind", value: "never",
          expected: "one of cosine, constant, step, exponential, plateau")
      ),
    ] {
      #expect(throws: error) { try TrainingConfiguration(RunFile(yaml: text, path: "run")) }
    }
  }
}
