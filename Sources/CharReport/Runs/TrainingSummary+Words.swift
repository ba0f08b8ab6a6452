package import CharIO
internal import CharNumerics
internal import CharTraining

extension TrainingSummary {
  /// Describes the result of a run in one line.
  package func sentence(of directory: String, per unit: String) -> String {
    var text =
      "\(directory): \(steps.grouped) steps, \(tokens.grouped) \(unit)s "
      + "in \(seconds.duration)"
    if let nats = bestValidNatsPerToken, let step = bestStep {
      text += "; best validation \(nats.fixed(4)) nats per \(unit) at step \(step)"
    }
    guard let nats = testNatsPerToken else { return text }
    text += "; test \(nats.fixed(4)) nats per \(unit)"
    if let bits = testBitsPerCharacter { text += ", \(bits.fixed(4)) bits per character" }
    if let accuracy = testAccuracy, let f1 = testF1 {
      text += ", accuracy \(accuracy.fixed(4)), F1 \(f1.fixed(4))"
    }
    return text
  }

  /// Returns the summary as a JSON object with stable keys.
  package func object(of directory: String, per unit: String, findings: JSON) -> JSON {
    let bits: [(String, JSON)] = [
      ("valid_bits_per_character", .optional(validBitsPerCharacter)),
      ("test_nats_per_token", .optional(testNatsPerToken)),
      ("test_bits_per_character", .optional(testBitsPerCharacter)),
    ]
    let accuracy: [(String, JSON)] = [
      ("test_nats_per_label", .optional(testNatsPerToken)),
      ("test_accuracy", .optional(testAccuracy)),
      ("test_f1", .optional(testF1)),
    ]
    return .object(
      [
        ("steps", .integer(steps)), ("\(unit)s", .integer(tokens)),
        ("seconds", .number(seconds)),
        ("watching_seconds", .number(watchingSeconds)),
        ("best_valid_nats_per_\(unit)", .optional(bestValidNatsPerToken)),
        ("best_step", .optional(bestStep)),
      ] + (unit == "token" ? bits : accuracy) + [
        ("epochs", .number(epochs)), ("corpus_\(unit)s", .integer(corpusTokens)),
        ("precision", .string(precision.rawValue)),
        ("parameters", .integer(parameters)), ("model", .string(directory)),
        ("findings", findings),
      ])
  }
}
