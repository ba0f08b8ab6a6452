import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("A tagger or classifier that starts from a model")
final class LabelStartTests {
  private let scratch = Scratch()

  init() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { "\(scratch.path)/\(name)" }

  /// Every t of the rhyme has a label of its own, and with `extra` every r another.
  private func columns(extra: Bool = false) throws -> LabeledReader {
    let text = rhyme.split(separator: "\n").map { line in
      line.map { letter in
        let label = letter == "t" ? "T" : letter == "r" && extra ? "R" : "O"
        return "\(LabeledFormat.escape(String(letter)))\t\(label)\n"
      }.joined() + "\n"
    }.joined()
    let file = path("columns-\(extra).tsv")
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return LabeledReader(paths: [file], format: .columns)
  }

  private func lines() throws -> LabeledReader {
    let file = path("lines.tsv")
    try (0..<40).map { $0 % 2 == 0 ? "a\tthe cat\n" : "b\tthe rat\n" }.joined()
      .write(toFile: file, atomically: true, encoding: .utf8)
    return LabeledReader(paths: [file], format: .lines)
  }

  private func configuration(_ model: any TrainedModel, steps: Int = 12) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(labelingFrom: model)
    let small = smallConfiguration(steps: steps)
    (configuration.batch, configuration.window) = (small.batch, small.window)
    (configuration.steps, configuration.shards) = (small.steps, small.shards)
    (configuration.schedule, configuration.evaluateEvery) = (small.schedule, small.evaluateEvery)
    return configuration
  }

  private func tagger(
    from model: any TrainedModel, _ name: String, extra: Bool = false, resumes: Bool = false
  ) throws -> Trainer<Tagger> {
    let configuration = configuration(model)
    let known: any TrainedModel = resumes ? try Tagger(contentsOf: path(name)) : model
    let data = try LabelData(
      columns(extra: extra), format: .columns, configuration, model: known)
    return try Trainer<Tagger>(
      data, configuration, start: resumes ? .checkpoint : .model(model), directory: path(name),
      sources: TrainingSources(from: "somewhere/base"), threads: 2)
  }

  /// The weights that a run starts from, which stand on disk until the first evaluation.
  private func start<Model>(of trainer: Trainer<Model>) throws -> Model {
    var first: Model?
    _ = try trainer.run(report: { event in
      guard case .step(let step) = event, step.step == 1 else { return }
      first = try? Model(contentsOf: trainer.directory, weights: .last, precision: .auto)
    })
    return try #require(first)
  }

  private func language(_ change: (inout TrainingConfiguration) -> Void = { _ in }) throws
    -> LanguageModel
  {
    var configuration = smallConfiguration()
    change(&configuration)
    return try train(configuration, in: path("language-\(UUID().uuidString)")).model
  }

  @Test("takes embedding and layers of a language model, and an output of its own")
  func fromLanguage() throws {
    for ties in [false, true] {
      let base = try language {
        $0.network.tiesEmbeddings = ties
        if ties { $0.network.embeddingSize = $0.network.hiddenSize }
      }
      let first = try start(of: tagger(from: base, "tagger-\(ties)"))
      #expect(first.tokenizer == base.tokenizer)
      #expect(Set(first.labels) == ["O", "T"])
      for slot in first.network.layout.slots where !slot.name.hasPrefix("output.") {
        let other = try #require(base.network.layout[slot.name])
        #expect(first.parameters[slot] == base.parameters[other], "\(slot.name)")
      }
      #expect(first.training?.options["from"] == "base")
    }
  }

  @Test("goes on from a tagger: labels of both keep their outputs, new ones come after them")
  func fromTagger() throws {
    let base = try tagger(from: language(), "first").run().model
    let first = try start(of: tagger(from: base, "second", extra: true))
    #expect(first.labels == base.labels + ["R"])
    for slot in first.network.layout.slots {
      let other = try #require(base.network.layout[slot.name])
      #expect(
        Array(first.parameters[slot].prefix(other.count)) == Array(base.parameters[other]),
        "\(slot.name)")
    }
    // A classifier has other outputs.
    let data = try LabelData(lines(), format: .lines, configuration(base), model: base)
    #expect(data.labels == ["a", "b"])
    let classifier = try start(
      of: Trainer<Classifier>(
        data, configuration(base), start: .model(base), directory: path("classifier")))
    let embedding = try #require(base.network.layout["embedding.weight"])
    #expect(classifier.parameters[embedding] == base.parameters[embedding])
  }

  @Test("is resumed with the tokens and labels of its own directory, without the model")
  func resumed() throws {
    let base = try language()
    let whole = try tagger(from: base, "whole").run().model
    var steps = 0
    _ = try tagger(from: base, "parts").run(
      shouldStop: { steps >= 7 }, report: { if case .step = $0 { steps += 1 } })
    let again = try tagger(from: base, "parts", resumes: true)
    #expect(again.plan.firstStep == 7)
    #expect(try again.run().model.parameters == whole.parameters)
  }

  @Test("leaves frozen layers as they are")
  func frozen() throws {
    let base = try language()
    var configuration = configuration(base)
    configuration.freezing = Freezing()
    configuration.freezing?.embedding = true
    configuration.freezing?.layers = 2
    let data = try LabelData(columns(), format: .columns, configuration, model: base)
    let model = try Trainer<Tagger>(
      data, configuration, start: .model(base), directory: path("frozen")
    ).run().model
    for slot in model.network.layout.slots where !slot.name.hasPrefix("output.") {
      let other = try #require(base.network.layout[slot.name])
      #expect(model.parameters[slot] == base.parameters[other], "\(slot.name)")
    }
  }

  @Test("says what does not fit")
  func errors() throws {
    let base = try language()
    let data = try LabelData(columns(), format: .columns, configuration(base), model: base)
    func trainer(_ change: (inout TrainingConfiguration) -> Void) throws {
      var configuration = configuration(base)
      change(&configuration)
      _ = try Trainer<Tagger>(
        data, configuration, start: .model(base), directory: path("never"))
    }
    #expect(throws: TrainingError.otherNetwork) {
      try trainer { $0.network.isBidirectional = true }
    }
    #expect(throws: TrainingError.otherNetwork) { try trainer { $0.network.layers = 1 } }
    #expect(throws: TrainingError.otherNetwork) { try trainer { $0.network.hiddenSize = 5 } }
    let backward = try language { $0.text.direction = .backward }
    #expect(throws: TrainingError.readsBackward) {
      _ = try tagger(from: backward, "backward")
    }
    let other = try tagger(from: base, "tagger").run().model
    let text = try TrainingData(
      CorpusReader(text: rhyme), smallConfiguration(), vocabulary: .fixed(base.tokenizer))
    #expect(throws: TrainingError.otherStart(.tagger, for: .language)) {
      _ = try Trainer(
        text, smallConfiguration(), start: .model(other), directory: path("never"))
    }
    #expect(!FileManager.default.fileExists(atPath: path("never")))
  }

  @Test("A rate is found for labels, and the same one every time")
  func rate() throws {
    var configuration = smallConfiguration(steps: 60)
    configuration.network.isBidirectional = true
    configuration.optimizer.kind = .adamw
    let tags = try LabelData(columns(), format: .columns, configuration)
    let sweep = try RateFinder(tags, configuration, steps: 60, threads: 1).sweep()
    #expect(try RateFinder(tags, configuration, steps: 60, threads: 2).sweep() == sweep)
    let (rate, lowest) = (try #require(sweep.advisedRate), try #require(sweep.lowest))
    #expect(rate < lowest.rate)
    let texts = try LabelData(lines(), format: .lines, configuration)
    let finder = try RateFinder(texts, configuration, steps: 30, threads: 1)
    #expect(finder.sweep().points.count > 3)
    let base = try language()
    let known = try LabelData(columns(), format: .columns, self.configuration(base), model: base)
    let other = try RateFinder(known, self.configuration(base), from: base, steps: 5, threads: 1)
    let fresh = try RateFinder(known, self.configuration(base), steps: 5, threads: 1)
    #expect(other.sweep() != fresh.sweep())
  }

  @Test(
    "The test part chooses nothing, and is measured at the end",
    arguments: ValidationSplit.allCases)
  func testPart(_ split: ValidationSplit) throws {
    var configuration = smallConfiguration()
    configuration.validationSplit = split
    configuration.validationFraction = 0.2
    let without = try LabelData(columns(), format: .columns, configuration)
    #expect(without.test == nil)
    configuration.testFraction = 0.2
    let data = try LabelData(columns(), format: .columns, configuration)
    let test = try #require(data.test)
    #expect(data.validation == without.validation)
    #expect((4...8).contains(test.sequences.count))
    #expect(
      data.training.tokens.count + test.tokens.count == without.training.tokens.count)
    let (model, summary) = try Trainer<Tagger>(
      data, configuration, directory: path("test-\(split)")
    ).run()
    let evaluation = try model.evaluate(test)
    #expect(summary.testNatsPerToken == evaluation.natsPerLabel)
    #expect(summary.testAccuracy == evaluation.confusion.accuracy)
    #expect(summary.testF1 == evaluation.confusion.micro(without: "O").f1 ?? 0)
    // Of texts, each label has its share.
    let texts = try LabelData(lines(), format: .lines, configuration)
    if split == .spread {
      let labels = try #require(texts.test).targets.filter { $0 != LabeledCorpus.noTarget }
      #expect(Set(labels) == [0, 1])
    }
  }
}
