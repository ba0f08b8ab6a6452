import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("The settings of a run")
struct SettledTests {
  private let scratch = Scratch()

  private func manifest() throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: bytes(.training, in: scratch.path)) as? [String: Any])
  }

  private func change(_ edit: (inout [String: Any], inout [String: Any]) throws -> Void) throws {
    var manifest = try manifest()
    var configuration = try #require(manifest["configuration"] as? [String: Any])
    try edit(&manifest, &configuration)
    manifest["configuration"] = configuration
    try JSONSerialization.data(withJSONObject: manifest)
      .write(to: URL(fileURLWithPath: ModelFile.training.path(in: scratch.path)))
  }

  @Test(
    "are stored as they were settled at the start", arguments: OptimizerConfiguration.Kind.allCases)
  func settled(_ kind: OptimizerConfiguration.Kind) throws {
    var configuration = smallConfiguration(steps: 60)
    configuration.optimizer.kind = kind
    configuration.schedule.kind = .cosine
    configuration.evaluateEvery = nil
    configuration.shards = nil
    _ = try train(configuration, in: scratch.path, stopAfter: 1)
    let manifest = try manifest()
    let stored = try #require(manifest["configuration"] as? [String: Any])
    let optimizer = try #require(stored["optimizer"] as? [String: Any])
    #expect(optimizer["rate"] as? Double == kind.defaultRate)
    #expect(optimizer["weight_decay"] as? Double == kind.defaultDecay)
    for key in ["momentum", "beta1", "beta2", "epsilon"] { #expect(optimizer[key] is NSNumber) }
    let schedule = try #require(stored["schedule"] as? [String: Any])
    #expect(schedule["warmup"] as? Int == 3)
    #expect(schedule["floor"] as? Double == 0.02)
    #expect(stored["precision"] as? String == Precision.auto.forTraining.rawValue)
    #expect(stored["shards"] as? Int == 2)
    #expect((stored["evaluate_every"] as? Int ?? 0) >= 50)
    #expect(stored["usual_epochs"] as? Double == 10)
    let started = try #require(manifest["started"] as? [String: Any])
    for key in ["version", "date", "processor", "kernels", "threads"] {
      #expect(started[key] != nil, "\(key)")
    }
    let model = try LanguageModel(contentsOf: scratch.path)
    #expect(model.training?.origin?.version == RunOrigin.version)
    #expect(model.training?.origin?.threads == 2)
  }

  @Test("stay those of the start where the defaults of another version differ")
  func otherDefaults() throws {
    let whole = Scratch()
    var configuration = smallConfiguration(steps: 40)
    configuration.schedule.kind = .cosine
    let unbroken = try train(configuration, in: whole.path)
    _ = try train(configuration, in: scratch.path, stopAfter: 20)
    let (stored, _, _) = try TrainingSources.ofRun(in: scratch.path)
    #expect(stored.optimizer.rate == 0.016)
    // What another version would fill in where nothing is stored has no part in it.
    let resumed = try train(stored, in: scratch.path, resumes: true)
    #expect(resumed.model.parameters == unbroken.model.parameters)
  }

  @Test("load from a file that lacks newer keys or has unknown ones, and mean the same")
  func otherVersions() throws {
    let whole = Scratch()
    var configuration = smallConfiguration(steps: 20)
    configuration.clipNorm = nil
    let unbroken = try train(configuration, in: whole.path)
    _ = try train(configuration, in: scratch.path, stopAfter: 7)
    try change { manifest, configuration in
      for key in ["id", "started", "validation", "invalid_utf8"] { manifest[key] = nil }
      for key in ["recoveries", "usual_epochs", "doctor", "keep_order", "kept_checkpoints"] {
        #expect(configuration.removeValue(forKey: key) != nil, "\(key)")
      }
      for (part, keys) in [
        ("optimizer", ["beta2", "epsilon", "momentum"]), ("schedule", ["floor"]),
      ] {
        var values = try #require(configuration[part] as? [String: Any])
        for key in keys { #expect(values.removeValue(forKey: key) != nil) }
        values["of_the_future"] = 1
        configuration[part] = values
      }
      manifest["of_the_future"] = ["a": 1]
      configuration["of_the_future"] = true
    }
    let (stored, _, _) = try TrainingSources.ofRun(in: scratch.path)
    #expect(stored.clipNorm == nil, "what was set to nothing stays so")
    let resumed = try train(stored, in: scratch.path, resumes: true)
    #expect(resumed.model.parameters == unbroken.model.parameters)
    try change { _, configuration in configuration["batch"] = "many" }
    #expect { try TrainingSources.ofRun(in: scratch.path) } throws: {
      "\($0)".contains("configuration.batch")
    }
  }

  @Test("Other limits under a cosine say how the learning rate jumps; the same ones say nothing")
  func jump() throws {
    var configuration = smallConfiguration(steps: 20)
    configuration.schedule.kind = .cosine
    _ = try train(configuration, in: scratch.path)
    func warnings(_ steps: Int) throws -> [String] {
      var configuration = configuration
      configuration.steps = steps
      let data = try TrainingData(CorpusReader(text: rhyme), configuration)
      return try Trainer(
        data, configuration, start: .checkpoint, directory: scratch.path, threads: 2
      ).plan.warnings.filter { $0.contains("learning rate") }
    }
    #expect(try warnings(20).isEmpty)
    let warning = try #require(try warnings(40).first)
    #expect(warning.contains("from 0.00032 to 0.0"), "\(warning)")
  }

  @Test("that decide the text are those of the data alone")
  func textOfData() throws {
    var read = smallConfiguration(steps: 3)
    read.text.foldsCase = true
    read.text.boundary = .line
    read.minimumCount = 2
    read.validationFraction = 0.3
    let data = try TrainingData(CorpusReader(text: rhyme.uppercased()), read)
    let trainer = try Trainer(data, smallConfiguration(steps: 3), directory: scratch.path)
    let (model, _) = try trainer.run()
    #expect(trainer.configuration.text == read.text)
    #expect(model.tokenizer.configuration == read.text)
    let options = try #require(model.training?.options)
    #expect(options["casefold"] == "true" && options["boundary"] == "line")
    #expect(options["min-count"] == "2" && options["valid-fraction"] == "0.3")
    let (stored, _, _) = try TrainingSources.ofRun(in: scratch.path)
    #expect(stored.text == read.text && stored.minimumCount == 2)
    var long = read
    long.window = data.training.count
    #expect {
      _ = try Trainer(data, long, directory: scratch.path + "2")
    } throws: { "\($0)".contains("fewer than a window") }
  }

  @Test(
    "A limit replaces the epochs of a preset, as on the command line",
    arguments: TrainingPreset.allCases)
  func limits(_ preset: TrainingPreset) {
    var configuration = preset.configuration
    #expect(configuration.epochLimit == configuration.usualEpochs)
    configuration.steps = 100_000
    #expect(configuration.epochLimit == nil)
    configuration.steps = nil
    configuration.minutes = 5
    #expect(configuration.epochLimit == nil)
    configuration.epochs = 3
    #expect(configuration.epochLimit == 3)
  }

  @Test("A closure after run receives what happens")
  func trailingClosure() throws {
    let configuration = smallConfiguration(steps: 4)
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let trainer = try Trainer(data, configuration, directory: scratch.path)
    var steps = 0
    let (_, summary) = try trainer.run { event in
      if case .step = event { steps += 1 }
    }
    #expect(steps == 4 && summary.steps == 4)
  }

  @Test("The doctor can be turned off")
  func doctor() throws {
    // The doctor says at least that such a run should be longer.
    var configuration = smallConfiguration(steps: 60)
    func findings(_ name: String) throws -> Int {
      let data = try TrainingData(CorpusReader(text: rhyme), configuration)
      var heard = 0
      let (_, summary) = try Trainer(
        data, configuration, directory: "\(scratch.path)/\(name)"
      ).run { event in
        if case .finding = event { heard += 1 }
      }
      return heard + summary.findings.count
    }
    #expect(try findings("on") > 0)
    configuration.asksDoctor = false
    #expect(try findings("off") == 0)
  }
}
