internal import Foundation

/// A leniently parsed line of `metrics.jsonl`: members may be missing, null, or unknown.
struct MetricsLine: Decodable {
  private var values: [String: Double] = [:]

  /// Parses a line; nil if it is not valid.
  init?(_ line: some Collection<UInt8>) {
    guard let line = try? JSONDecoder().decode(MetricsLine.self, from: Data(line)),
      let step = line.values["step"], step >= 0
    else { return nil }
    self = line
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      // Values that no run reaches indicate damage and would distort the axes.
      guard let value = try? container.decode(Double.self, forKey: key), abs(value) < 1e15
      else { continue }
      values[key.stringValue] = value
    }
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private var step: Double { values["step"] ?? 0 }

  private func amount(_ name: String) -> Double? { values[name].flatMap { $0 >= 0 ? $0 : nil } }

  /// The training figures, if present.
  var training: TrainingPoint? {
    guard values["train_nats"] != nil || values["rate"] != nil else { return nil }
    func spread(_ name: String) -> Spread? { values[name].map(Spread.init) }
    return TrainingPoint(
      step: step, epoch: amount("epoch"), tokens: amount("tokens"), seconds: amount("seconds"),
      nats: spread("train_nats"), rate: spread("rate"), gradientNorm: spread("gradient_norm"),
      tokensPerSecond: spread("tokens_per_second"))
  }

  /// The validation figures, if present; of the better weights if their mean was measured too.
  var validation: ValidationPoint? {
    let plain = validation(of: "")
    guard let averaged = validation(of: "averaged_"), let plain else { return plain }
    return averaged.nats < plain.nats ? averaged : plain
  }

  private func validation(of weights: String) -> ValidationPoint? {
    func value(_ name: String) -> Double? { values[weights + name] }
    guard let nats = value("valid_nats_per_token") ?? value("valid_nats_per_label")
    else { return nil }
    return ValidationPoint(
      step: step, epoch: amount("epoch"), tokens: amount("tokens"), seconds: amount("seconds"),
      nats: nats, bitsPerCharacter: value("valid_bits_per_character"),
      accuracy: value("valid_accuracy"), f1: value("valid_f1"))
  }

  /// The step from which the run recovered, if it did.
  var recoveredFrom: Double? { values["recovered_from_step"] }
}
