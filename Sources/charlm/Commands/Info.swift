import ArgumentParser
import CharIO
import CharLM
import CharNGram
import CharNetwork
import CharReport
import CharText

/// The command `charlm info`.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a model is, was trained on and scored.")

  @OptionGroup var model: ModelOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    switch try ModelConfiguration(ofModelIn: model.directory).type {
    case .language:
      let model = try model.load()
      try show(
        model.configuration, parameters: model.network.layout.count,
        conditions: model.tokenizer.vocabulary.conditionNames)
    case .ngram:
      guard let model = try model.loadPredictor() as? NGramLanguageModel else { return }
      try show(
        model.configuration, parameters: model.model.gramCounts.reduce(0, +),
        conditions: model.tokenizer.vocabulary.conditionNames, grams: model.model.gramCounts)
    case .tagger:
      let model = try model.loadLabeler(TokenLabels.self, precision: nil)
      try show(model.configuration, parameters: model.network.layout.count)
    case .classifier:
      let model = try model.loadLabeler(TextLabels.self, precision: nil)
      try show(model.configuration, parameters: model.network.layout.count)
    }
  }

  private func show(
    _ configuration: ModelConfiguration, parameters: Int, conditions: [String] = [],
    grams: [Int] = []
  ) throws {
    let weights = configuration.type == .ngram ? nil : try model.weightFormat
    let facts = ModelFacts(
      configuration, parameters: parameters, weights: weights, conditions: conditions, grams: grams)
    if json { return try Console.line(facts.json()) }
    var rows = facts.rows
    if let training = configuration.training {
      let options = training.options.sorted { $0.key < $1.key }
        .map { $0.value == "true" ? "--\($0.key)" : "--\($0.key) \($0.value)" }
      rows.append(("options", options.joined(separator: " ")))
    }
    try Console.write(TextTable(rows).text)
  }
}
