internal import CharNetwork
internal import Foundation

extension AutomaticChoice {
  /// Describes a choice and its reasons in three lines.
  ///
  /// - Parameters:
  ///   - configuration: the configuration.
  ///   - text: the facts about the text.
  ///   - readings: how often the run is expected to read the text.
  ///   - continues: true if the run continues from a model.
  /// - Returns: the lines.
  static func reasons(
    _ configuration: TrainingConfiguration, _ text: Text, readings: Double, continues: Bool
  ) -> [String] {
    let network = configuration.network
    let time = configuration.minutes.map { " in \(number($0)) \($0 == 1 ? "minute" : "minutes")" }
    let tokens = short(readings * Double(text.tokens))
    return [
      "network: \(network.layers) × \(network.hiddenSize) \(network.cell.rawValue)"
        + (continues ? ", that of the model" : network.tiesEmbeddings ? ", tied embeddings" : "")
        + ", batches of \(configuration.batch) × \(configuration.window), to read about \(tokens) "
        + "tokens\(time ?? "") of a text of \(short(Double(text.tokens)))",
      "regularization: \(protection(configuration)), as \(reading(readings))",
      "end: \(end(configuration)); flags override each of these",
    ]
  }

  private static func protection(_ configuration: TrainingConfiguration) -> String {
    let network = configuration.network
    var parts = network.dropout > 0 ? ["dropout \(number(network.dropout))"] : []
    if network.weightDropout > 0 { parts.append("weight dropout \(number(network.weightDropout))") }
    if configuration.averaging != nil { parts.append("an average of the weights") }
    guard let last = parts.popLast() else { return "none but weight decay" }
    return parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last
  }

  private static func reading(_ readings: Double) -> String {
    switch readings {
    case ..<0.95: "\(max(1, Int((100 * readings).rounded()))) % of the text is read"
    case ..<1.5: "the text is read once"
    default: "the text is read \(Int(readings.rounded())) times"
    }
  }

  private static func end(_ configuration: TrainingConfiguration) -> String {
    var ends: [String] = []
    if let minutes = configuration.minutes {
      ends.append("\(number(minutes)) \(minutes == 1 ? "minute" : "minutes")")
    }
    if let epochs = configuration.epochs { ends.append("\(number(epochs)) readings of the text") }
    if let steps = configuration.steps { ends.append("\(steps) steps") }
    if let patience = configuration.patience { ends.append("\(patience) evaluations without gain") }
    let last = ends.popLast() ?? "nothing"
    return "after " + (ends.isEmpty ? last : ends.joined(separator: ", ") + " or " + last)
      + (ends.isEmpty ? "" : ", whichever is first")
  }

  private static func number(_ value: Double) -> String { String(format: "%g", value) }

  private static func short(_ count: Double) -> String {
    count < 999_500
      ? "\(max(1, Int((count / 1000).rounded()))) thousand"
      : String(format: "%.1f million", count / 1e6)
  }
}
