import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

@Suite("Training of taggers and classifiers")
final class LabelTrainingTests {
  private let scratch = Scratch()

  init() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { "\(scratch.path)/\(name)" }

  /// Characters labeled by whether an x comes next, which only the other direction can know.
  private func columns() throws -> LabeledReader {
    var random = RandomSource(seed: 1)
    var text = ""
    for _ in 0..<80 {
      let letters = (0..<Int(3 + random.next() % 25)).map { _ in "abx"[Int(random.next() % 3)] }
      for (i, letter) in letters.enumerated() {
        text += "\(letter)\t\(i + 1 < letters.count && letters[i + 1] == "x" ? "X" : "O")\n"
      }
      text += "\n"
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path("columns.tsv")))
    return LabeledReader(paths: [path("columns.tsv")], format: .columns)
  }

  /// Texts labeled by the letters that they are made of, at least one of which is of one label only.
  private func lines() throws -> LabeledReader {
    var random = RandomSource(seed: 2)
    let text = (0..<120).map { i in
      let letters = i % 2 == 0 ? "abc" : "abd"
      let count = Int(8 + random.next() % 30)
      return (i % 2 == 0 ? "first\t" : "second\t")
        + "\(letters[2])" + String((0..<count).map { _ in letters[Int(random.next() % 3)] }) + "\n"
    }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path("lines.tsv")))
    return LabeledReader(paths: [path("lines.tsv")], format: .lines)
  }

  private func configuration(steps: Int = 20) -> TrainingConfiguration {
    var configuration = smallConfiguration(steps: steps)
    configuration.network.isBidirectional = true
    configuration.network.dropout = 0.2
    configuration.validationFraction = 0.2
    configuration.window = 16
    return configuration
  }

  private func trainTagger(
    _ configuration: TrainingConfiguration, _ name: String, threads: Int = 2,
    resumes: Bool = false, stopAfter: Int? = nil
  ) throws -> (model: Tagger, summary: TrainingSummary) {
    let data = try LabelData(columns(), format: .columns, configuration)
    let trainer = try Trainer<Tagger>(
      data, configuration, start: resumes ? .checkpoint : .fresh, directory: path(name),
      threads: threads)
    var step = 0
    return try trainer.run(
      shouldStop: { stopAfter.map { step >= $0 } ?? false },
      report: { if case .step(let report) = $0 { step = report.step } })
  }

  @Test("Both directions learn what lies ahead, one does not")
  func learns() throws {
    var accuracies: [Double] = []
    for isBidirectional in [true, false] {
      var configuration = configuration(steps: 200)
      configuration.network.isBidirectional = isBidirectional
      configuration.network.dropout = 0
      configuration.optimizer.rate = 0.02
      let model = try trainTagger(configuration, "tagger-\(isBidirectional)").model
      let corpus = try columns().encode(with: model.tokenizer, labels: model.labels)
      accuracies.append(try model.evaluate(corpus).confusion.accuracy ?? 0)
    }
    #expect(accuracies[0] > 0.999)
    #expect(accuracies[1] < 0.8)
  }

  @Test("A classifier learns", arguments: Pooling.allCases)
  func classifies(_ pooling: Pooling) throws {
    var configuration = configuration(steps: 120)
    configuration.network.dropout = 0
    configuration.window = 64
    configuration.optimizer.rate = 0.02
    var labels = LabelConfiguration()
    labels.pooling = pooling
    let data = try LabelData(lines(), format: .lines, configuration)
    let trainer = try Trainer<Classifier>(
      data, configuration, labels: labels, directory: path("classifier"))
    var evaluations: [EvaluationReport] = []
    let (model, summary) = try trainer.run(report: { event in
      if case .evaluation(let report) = event { evaluations.append(report) }
    })
    #expect(model.network.head.pooling == pooling)
    #expect(try model.classify("caaabbbabcab")[0].label == "first")
    #expect(try model.classify("daaabbbabdab")[0].label == "second")
    #expect(summary.steps == 120)
    #expect(try #require(evaluations.last?.accuracy) > 0.95)
    #expect(evaluations.last?.bitsPerCharacter == nil)
    #expect(model.training?.validAccuracy != nil)
    #expect(model.training?.options["pool"] == pooling.rawValue)
  }

  @Test("One, two and three threads give the same weights")
  func threads() throws {
    let runs = try (1...3).map {
      try trainTagger(configuration(), "threads-\($0)", threads: $0).model.parameters
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
  }

  @Test("A run that is stopped and resumed ends where an unbroken one does")
  func resume() throws {
    let whole = try trainTagger(configuration(), "whole")
    let first = try trainTagger(configuration(), "parts", stopAfter: 7)
    #expect(first.summary.ending == .stopped)
    #expect(first.summary.steps == 7)
    let second = try trainTagger(configuration(), "parts", resumes: true)
    #expect(second.summary.steps == 20)
    #expect(second.model.parameters == whole.model.parameters)
    #expect(
      try Tagger(contentsOf: path("parts"), weights: .last).parameters
        == Tagger(contentsOf: path("whole"), weights: .last).parameters)
  }

  @Test("An epoch reads every label once, in another order each time")
  func epochs() throws {
    var configuration = configuration()
    configuration.steps = nil
    configuration.epochs = 2
    let data = try LabelData(columns(), format: .columns, configuration)
    let trainer = try Trainer<Tagger>(data, configuration, directory: path("epochs"))
    var reports: [StepReport] = []
    _ = try trainer.run(report: { if case .step(let report) = $0 { reports.append(report) } })
    #expect(reports.last?.tokens == 2 * data.training.targetCount)
    #expect(reports.last?.epoch == 2)
    #expect(reports.count % 2 == 0)
    let middle = reports[reports.count / 2 - 1]
    #expect(middle.tokens == data.training.targetCount)
    // The same lanes in another order: the sizes of the batches differ.
    let sizes = zip([0] + reports.map(\.tokens), reports.map(\.tokens)).map { $1 - $0 }
    #expect(Array(sizes.prefix(sizes.count / 2)) != Array(sizes.suffix(sizes.count / 2)))
  }

  @Test("Of sequences the last are held out, or of all labels some, and never all")
  func heldOut() throws {
    var configuration = configuration()
    configuration.validationSplit = .last
    let tags = try LabelData(columns(), format: .columns, configuration)
    let all = try columns().build(configuration.text).corpus
    let held = try #require(tags.validation)
    #expect(tags.training.tokens + held.tokens == all.tokens)
    let share = Double(held.tokens.count) / Double(all.tokens.count)
    #expect((0.17..<0.23).contains(share))
    configuration.validationSplit = .spread
    let texts = try LabelData(lines(), format: .lines, configuration)
    #expect(texts.validation?.sequences.count == 24)
    #expect(texts.training.sequences.count == 96)
    let targets = try #require(texts.validation).targets.filter { $0 >= 0 }
    #expect(Set(targets) == [0, 1])
  }

  @Test("A text of one label has nothing to learn")
  func oneLabel() throws {
    try Data("a\tO\nb\tO\n".utf8).write(to: URL(fileURLWithPath: path("one.tsv")))
    let reader = LabeledReader(paths: [path("one.tsv")], format: .columns)
    #expect(throws: TrainingError.oneLabel("O")) {
      try LabelData(reader, format: .columns, configuration())
    }
  }
}

extension String {
  fileprivate subscript(index: Int) -> Character { self[self.index(startIndex, offsetBy: index)] }
}
