import CharLM
import CharSettings
import CharTraining
import Foundation
import Testing

@Suite("Settings on the command line")
struct SettingsTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("Every setting with a flag has it in the help")
  func flags() throws {
    let help = try Command(["train", "--help-all"], environment: ["COLUMNS": "200"]).output
    let flags = Set(help.matches(of: /--([a-z-]+)/).map { String($0.1) })
    for setting in TrainingConfiguration.table.settings {
      if let flag = setting.flag { #expect(flags.contains(flag), "\(setting.name)") }
    }
  }

  @Test("Every setting of sampling has its flag in the help")
  func samplingFlags() throws {
    let help = try Command(["sample", "--help-all"], environment: ["COLUMNS": "200"]).output
    let flags = Set(help.matches(of: /--([a-z-]+)/).map { String($0.1) })
    for setting in GenerationOptions.table.settings {
      #expect(setting.flag.map(flags.contains) == true, "\(setting.name)")
    }
  }

  @Test(
    "The tables in docs/commands.md are those of the settings", arguments: SettingScope.allCases)
  func document(_ scope: SettingScope) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("docs/commands.md"), encoding: .utf8)
    let start = try #require(text.range(of: "<!-- settings \(scope.rawValue) -->\n"))
    let end = try #require(
      text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
    let table = try Command(["settings", scope.rawValue]).output
    #expect(text[start.upperBound..<end.lowerBound] == table, "charlm settings \(scope.rawValue)")
  }

  private func train(_ file: String, _ flags: String...) throws -> [String: Any] {
    let run = try scratch.file("run.yaml", file)
    let command = try Command(
      [
        "train", scratch.corpus(), "--config", run, "--threads", "1", "--steps", "2", "--out",
        scratch.path("out"),
      ] + flags)
    try #require(command.status == 0, "\(command.errors)")
    return try #require(
      try scratch.object("out/training.json")["configuration"] as? [String: Any])
  }

  private static let small = """
    network:
      hidden_size: 8
      embedding_size: 6
      layers: 1
    batch: 4
    window: 8

    """

  @Test("A run file has settings by their names, in groups and with dots, and flags win over it")
  func names() throws {
    let configuration = try train(
      Self.small + "clip_norm: null\noptimizer: {beta1: 0.5}\ntext.casefold: true\n",
      "--embedding", "7")
    let network = try #require(configuration["network"] as? [String: Any])
    #expect(network["hidden_size"] as? Int == 8)
    #expect(network["embedding_size"] as? Int == 7)
    #expect(configuration["clip_norm"] == nil)
    #expect((configuration["optimizer"] as? [String: Any])?["beta1"] as? Double == 0.5)
    #expect((configuration["text"] as? [String: Any])?["casefold"] as? Bool == true)
  }

  @Test("--set wins over a run file, and sets kinds and lists too")
  func setOverFile() throws {
    let configuration = try train(
      Self.small + "ablation: []\noptimizer: {beta1: 0.5, beta2: 0.9}\n", "--set",
      "network.hidden_size=9", "--set", "optimizer.beta1=0.6", "--set", "averaging.decay=0.5",
      "--set", "averaging.kind=ema", "--set", "network.ablations=no_input_gate,no_forget_gate")
    let network = try #require(configuration["network"] as? [String: Any])
    #expect(network["hidden_size"] as? Int == 9)
    #expect(network["ablations"] as? [String] == ["no_forget_gate", "no_input_gate"])
    let optimizer = try #require(configuration["optimizer"] as? [String: Any])
    #expect(optimizer["beta1"] as? Double == 0.6 && optimizer["beta2"] as? Double == 0.9)
    #expect((configuration["averaging"] as? [String: Any])?["decay"] as? Double == 0.5)
  }

  @Test("Two spellings of one setting in a run file are an error that names both")
  func spellings() throws {
    let corpus = try scratch.corpus()
    for (text, parts) in [
      ("hidden: 8\nnetwork.hidden_size: 9\n", ["hidden and network.hidden_size are the same"]),
      ("network: {hidden_size: 8}\nnetwork.hidden_size: 8\n", ["network.hidden_size", "twice"]),
      ("casefold: true\nno-casefold: true\n", ["casefold and no-casefold are the same setting"]),
    ] {
      let run = try scratch.file("run.yaml", text)
      let command = try Command(["train", corpus, "--config", run, "--out", scratch.path("new")])
      for part in parts { expectFailure(command, "run.yaml", part) }
    }
  }

  @Test("none in a run file is no preset, no field, no files")
  func none() throws {
    let configuration = try train(
      Self.small + "preset: none\nfield: none\nvalid: none\ninclude: [none]\ntensorboard: none\n")
    #expect((configuration["network"] as? [String: Any])?["hidden_size"] as? Int == 8)
    let file = try RunFile(yaml: "preset: none\nseed: 7\n", path: "run.yaml")
    var expected = TrainingConfiguration()
    expected.seed = 7
    #expect(try TrainingConfiguration(file) == expected)
  }

  @Test("A setting of averaging needs averaging, however it is given")
  func averaging() throws {
    let corpus = try scratch.corpus()
    let run = try scratch.file("run.yaml", "averaging: {decay: 0.5}\n")
    let start = ["train", corpus, "--out", scratch.path("new")]
    for flags in [["--average-decay", "0.5"], ["--config", run]] {
      expectRefusal(try Command(start + flags), "--average-decay needs --average")
    }
    let file = try RunFile(yaml: "averaging: {decay: 0.5}\n", path: "run.yaml")
    #expect(throws: SettingError.conflict("`averaging.decay` needs `averaging.kind`")) {
      try TrainingConfiguration(file)
    }
    // A run that averages takes it again.
    let flags = ["--average", "ema", "--average-decay", "0.5"]
    _ = try Tiny.train(corpus, out: scratch.path("out"), ["--steps", "2"] + flags)
    let resumed = try Command([
      "train", "--resume", "--out", scratch.path("out"), "--steps", "3", "--average-decay", "0.5",
    ])
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test("--set changes any setting by its name")
  func set() throws {
    let configuration = try train(Self.small, "--set", "schedule.floor=0.25")
    #expect((configuration["schedule"] as? [String: Any])?["floor"] as? Double == 0.25)
    let corpus = try scratch.corpus()
    for (text, part) in [
      ("averaging.decay=0.5", "--average-decay needs --average"),
      ("schedule.floor=5", "schedule.floor: 5.0 is out of range; give 0 to 1"),
      ("speed=1", "speed is no setting"), ("batch=many", "batch: many is not a whole number"),
      ("batch", "batch: nothing is not a whole number"), ("optimizer.beta1=2", "0 to less than 1"),
    ] {
      expectRefusal(
        try Command(["train", corpus, "--out", scratch.path("new"), "--set", text]), part)
    }
  }
}
