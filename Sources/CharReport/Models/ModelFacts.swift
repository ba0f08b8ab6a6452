internal import CharIO
package import CharLM
internal import CharNetwork
internal import CharText
internal import Foundation

/// Facts about a model, its training and its scores, as table rows.
package struct ModelFacts {
  /// Names and values.
  package let rows: [(String, String)]
  private let configuration: ModelConfiguration
  /// The facts beyond the configuration, in the order of JSON.
  private let others: [(String, JSON)]

  /// Creates the facts of a model.
  ///
  /// - Parameters:
  ///   - configuration: the model's configuration.
  ///   - parameters: the number of weights of a network.
  ///   - weights: the number format of a network's stored matrices.
  ///   - conditions: the conditioning labels.
  ///   - grams: the numbers of n-grams of each order, of an n-gram model.
  package init(
    _ configuration: ModelConfiguration, parameters: Int, weights: String? = nil,
    conditions: [String], grams: [Int] = []
  ) {
    self.configuration = configuration
    var others: [(String, JSON)] = []
    if !conditions.isEmpty {
      others.append(("conditions", .array(conditions.map { .string($0) })))
    }
    if !grams.isEmpty { others.append(("grams", .array(grams.map { .integer($0) }))) }
    if configuration.labels == nil { others.append(("lossy", configuration.losses.json)) }
    if let weights { others.append(("weights", .string(weights))) }
    self.others = others + [("parameters", .integer(parameters))]
    let network = configuration.network
    let text = configuration.tokenizer
    let isNGram = configuration.type == .ngram
    var rows =
      isNGram
      ? [
        ("model", configuration.type.name), ("order", "\(configuration.order ?? 0)"),
        ("grams", grams.map(\.grouped).joined(separator: " ")),
      ] : Self.rows(of: network, parameters: parameters)
    if let weights { rows.append(("weights", weights)) }
    rows += [
      ("vocabulary", "\(configuration.vocabularySize) tokens"), ("unit", text.unit.rawValue),
      ("normalization", text.normalization.rawValue + (text.foldsCase ? ", case folded" : "")),
      (
        "line ends",
        text.lineEnds.rawValue + (text.stripsByteOrderMark ? ", byte order mark dropped" : "")
      ),
      ("unknown text", text.unknown.meaning),
    ]
    if let labels = configuration.labels {
      let shown = labels.prefix(20).map(LabeledFormat.escape).joined(separator: " ")
      rows.insert(("model", configuration.type.name), at: 0)
      rows.append(("labels", "\(labels.count): \(shown)\(labels.count > 20 ? " …" : "")"))
      if let outside = configuration.outside {
        rows.append(("stands for nothing", LabeledFormat.escape(outside)))
      }
      if let pooling = configuration.pooling { rows.append(("over time", pooling.rawValue)) }
    } else {
      rows += [
        ("documents", "by \(text.boundary.rawValue)"), ("direction", text.direction.rawValue),
      ]
      rows += configuration.losses.facts
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
      if !isNGram {
        rows.append(
          (
            "training",
            "\(training.steps.grouped) steps, \(training.tokens.grouped) "
              + "\(configuration.labels == nil ? "tokens" : "labels"), "
              + training.seconds.duration
          ))
      }
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
    }
    self.rows = rows
  }

  /// Returns the configuration as it is stored, with the facts that it does not say before it.
  ///
  /// - Returns: one JSON object.
  /// - Throws: the error of encoding.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let stored = String(decoding: try encoder.encode(configuration), as: UTF8.self)
    return JSON.object(others).text.dropLast() + "," + stored.dropFirst()
  }

  private static func rows(
    of network: NetworkConfiguration, parameters: Int
  ) -> [(String, String)] {
    [
      (
        "network",
        "\(network.layers) × \(network.hiddenSize) \(network.cell.rawValue)"
          + (network.isBidirectional ? ", both directions" : "")
      ),
      ("embedding", "\(network.embeddingSize)\(network.tiesEmbeddings ? ", tied" : "")"),
      ("parameters", parameters.grouped),
    ]
  }
}

extension UnknownPolicy {
  /// A readable description.
  fileprivate var meaning: String {
    switch self {
    case .unk: "read as <unk>"
    case .bytes: "spelled by its bytes"
    case .error: "refused"
    }
  }
}
