public import CharText
internal import Foundation

/// A record of a model's training: data, duration, options and result.
public struct TrainingRecord: Codable, Sendable, Equatable {
  /// A file of the corpus.
  public typealias Input = CorpusStatistics.Input

  /// The files of the corpus.
  public var corpus: [Input] = []
  /// The number of tokens of the training part of the corpus.
  public var trainingTokens = 0
  /// The number of tokens of the validation part.
  public var validationTokens = 0
  /// The number of updates before these weights.
  public var steps = 0
  /// The number of tokens read before these weights.
  public var tokens = 0
  /// Seconds of training before these weights; differs between runs that are otherwise equal.
  public var seconds = 0.0
  /// The validation loss of these weights in nats per token.
  public var validNatsPerToken: Double?
  /// The fraction of correct validation labels; nil of language models.
  public var validAccuracy: Double?
  /// F1 of all validation labels except the one outside all spans; nil of language models.
  public var validF1: Double?
  /// The options of the run, by name.
  public var options: [String: String] = [:]
  /// The date, the version and the machine of these weights; nil of older models.
  public var origin: RunOrigin?

  enum CodingKeys: String, CodingKey {
    case corpus, steps, tokens, seconds, options, origin
    case trainingTokens = "training_tokens"
    case validationTokens = "validation_tokens"
    case validNatsPerToken = "valid_nats_per_token"
    case validAccuracy = "valid_accuracy"
    case validF1 = "valid_f1"
  }

  /// The key of the progress of a run in the metadata of its checkpoint.
  package static let progressKey = "progress"

  /// Changes this record to that of the latest weights of a checkpoint, which have no validation loss.
  mutating func become(_ metadata: [String: String]) {
    struct Progress: Decodable {
      var step: Int
      var tokens: Int
      var seconds: Double
    }
    (validNatsPerToken, validAccuracy, validF1) = (nil, nil, nil)
    guard let json = metadata[TrainingRecord.progressKey],
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(json.utf8))
    else { return }
    steps = progress.step
    tokens = progress.tokens
    seconds = (progress.seconds * 10).rounded() / 10
  }

  /// Removes the values that differ between runs that are otherwise equal.
  mutating func forgetCircumstances() { (seconds, origin) = (0, nil) }

  /// Makes an empty record.
  public init() {}
}
