import ArgumentParser
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
    let model = try model.load()
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let configuration = String(
        decoding: try encoder.encode(model.configuration), as: UTF8.self)
      // The configuration as it stands in the file, with what it does not say.
      try Console.line(
        "{\"parameters\":\(model.network.layout.count)," + configuration.dropFirst())
      return
    }
    let network = model.network.configuration
    let text = model.tokenizer.configuration
    var rows: [(String, String)] = [
      ("network", "\(network.layers) × \(network.hiddenSize) \(network.cell.rawValue)"),
      ("embedding", "\(network.embeddingSize)\(network.tiesEmbeddings ? ", tied" : "")"),
      ("parameters", model.network.layout.count.grouped),
      ("vocabulary", "\(model.network.vocabularySize) tokens"), ("unit", text.unit.rawValue),
      ("normalization", text.normalization.rawValue + (text.foldsCase ? ", case folded" : "")),
      ("documents", "by \(text.boundary.rawValue)"),
      ("direction", text.direction.rawValue),
    ]
    if network.dropout > 0 { rows.append(("dropout", "\(network.dropout)")) }
    if network.isResidual { rows.append(("residual", "yes")) }
    if let training = model.training {
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
          "\(training.steps.grouped) steps, \(training.tokens.grouped) tokens, "
            + training.seconds.duration
        ))
      if let nats = training.validNatsPerToken {
        rows.append(
          (
            "validation",
            "\(nats.fixed(4)) nats per token, perplexity \(exp(nats).fixed(3)), "
              + "on \(training.validationTokens.grouped) tokens"
          ))
      }
      let options = training.options.sorted { $0.key < $1.key }
        .map { $0.value == "true" ? "--\($0.key)" : "--\($0.key) \($0.value)" }
      rows.append(("options", options.joined(separator: " ")))
    }
    try Console.write(Table.text(rows))
  }
}
