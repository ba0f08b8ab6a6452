internal import CharTraining
internal import Foundation

extension EvaluationReport {
  /// Describes the evaluation in one line.
  package func sentence(per unit: String) -> String {
    var text =
      "step \(step): validation \(natsPerToken.fixed(4)) nats per \(unit), "
    if let accuracy {
      text += "accuracy \(accuracy.fixed(4)), F1 \((f1 ?? 0).fixed(4))"
    } else {
      text +=
        "\((bitsPerCharacter ?? .nan).fixed(4)) bits per character, "
        + "perplexity \(exp(natsPerToken).fixed(3))"
    }
    return text
      + (averagedNatsPerToken.map { "; averaged weights \($0.fixed(4)) nats" } ?? "")
      + (isBest ? ", best so far" : "")
  }
}
