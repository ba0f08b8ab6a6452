import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation

/// The command `charlm info`.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a model is, was trained on and scored.")

  @OptionGroup var model: ModelOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    switch try ModelConfiguration(ofModelIn: model.model).type {
    case .language:
      let model = try model.load()
      try show(
        model.configuration, parameters: model.network.layout.count,
        conditions: model.tokenizer.vocabulary.conditionNames)
    case .tagger:
      let model = try model.loadLabeller(TaggingNetwork.self, precision: nil)
      try show(model.configuration, parameters: model.network.layout.count)
    case .classifier:
      let model = try model.loadLabeller(ClassifyingNetwork.self, precision: nil)
      try show(model.configuration, parameters: model.network.layout.count)
    }
  }

  private func show(
    _ configuration: ModelConfiguration, parameters: Int, conditions: [String] = []
  ) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let text = String(decoding: try encoder.encode(configuration), as: UTF8.self)
      // The configuration as it stands in the file, with what it does not say.
      var names =
        conditions.isEmpty
        ? "" : "\"conditions\":\(JSON.array(conditions.map { .string($0) }).text),"
      if configuration.type == .language {
        names += "\"lossy\":\(JSON.array(configuration.losses.map { .string($0.rawValue) }).text),"
      }
      try Console.line("{\(names)\"parameters\":\(parameters)," + text.dropFirst())
      return
    }
    let network = configuration.network
    let text = configuration.tokenizer
    var rows: [(String, String)] = [
      (
        "network",
        "\(network.layers) × \(network.hiddenSize) \(network.cell.rawValue)"
          + (network.isBidirectional ? ", both directions" : "")
      ),
      ("embedding", "\(network.embeddingSize)\(network.tiesEmbeddings ? ", tied" : "")"),
      ("parameters", parameters.grouped),
      ("vocabulary", "\(configuration.vocabularySize) tokens"), ("unit", text.unit.rawValue),
      ("normalization", text.normalization.rawValue + (text.foldsCase ? ", case folded" : "")),
      (
        "line ends",
        text.lineEnds.rawValue + (text.stripsByteOrderMark ? ", byte order mark dropped" : "")
      ),
      ("unknown text", text.unknown.meaning),
    ]
    if let labels = configuration.labels {
      let shown = labels.prefix(20).map(LabelledFormat.escape).joined(separator: " ")
      rows.insert(("model", configuration.type.name), at: 0)
      rows.append(("labels", "\(labels.count): \(shown)\(labels.count > 20 ? " …" : "")"))
      if let outside = configuration.outside {
        rows.append(("stands for nothing", LabelledFormat.escape(outside)))
      }
      if let pooling = configuration.pooling { rows.append(("over time", pooling.rawValue)) }
    } else {
      rows += [
        ("documents", "by \(text.boundary.rawValue)"), ("direction", text.direction.rawValue),
      ]
      rows += configuration.losses.rows
      if let condition = text.condition {
        rows.append(
          (
            "conditions",
            "\(conditions.count) by \(condition.rawValue): \(conditions.joined(separator: " "))"
          ))
      }
    }
    if network.dropout > 0 { rows.append(("dropout", "\(network.dropout)")) }
    if network.isResidual { rows.append(("residual", "yes")) }
    if let training = configuration.training {
      rows.append(
        (
          "trained on",
          "\(training.trainingTokens.grouped) tokens of "
            + training.corpus.prefix(3).map(\.name).joined(separator: ", ")
            + (training.corpus.count > 3 ? " and \(training.corpus.count - 3) more" : "")
        ))
      rows.append(
        (
          "training",
          "\(training.steps.grouped) steps, \(training.tokens.grouped) "
            + "\(configuration.labels == nil ? "tokens" : "labels"), "
            + training.seconds.duration
        ))
      if let nats = training.validNatsPerToken {
        rows.append(
          (
            "validation",
            (training.validAccuracy.map {
              "\(nats.fixed(4)) nats per label, accuracy \($0.fixed(4)), "
                + "F1 \((training.validF1 ?? 0).fixed(4)), "
            } ?? "\(nats.fixed(4)) nats per token, perplexity \(exp(nats).fixed(3)), ")
              + "on \(training.validationTokens.grouped) tokens"
          ))
      }
      if let origin = training.origin {
        rows.append(
          (
            "saved",
            "\(origin.date) by charlm \(origin.version) on \(origin.processor) (\(origin.kernels), "
              + "\(origin.threads) \(origin.threads == 1 ? "thread" : "threads"))"
          ))
      }
      let options = training.options.sorted { $0.key < $1.key }
        .map { $0.value == "true" ? "--\($0.key)" : "--\($0.key) \($0.value)" }
      rows.append(("options", options.joined(separator: " ")))
    }
    try Console.write(Table.text(rows))
  }
}

extension UnknownPolicy {
  /// What it does, for people.
  fileprivate var meaning: String {
    switch self {
    case .unk: "read as <unk>"
    case .bytes: "spelled by its bytes"
    case .error: "refused"
    }
  }
}
