package import CharIO
package import CharLM
internal import CharNGram

/// The result of training an n-gram model.
package struct NGramReport: PrintedResult {
  private let model: NGramLanguageModel
  private let directory: String
  private let order, trainingTokens: Int
  private let losses: (natsPerToken: Double, bitsPerCharacter: Double)?
  private let seconds: Double

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - trainingTokens: the number of tokens that it was trained on.
  ///   - losses: its loss on the held-out text; nil without one.
  ///   - directory: the model directory.
  ///   - order: the order that was asked for.
  ///   - seconds: the time that it has taken.
  package init(
    _ model: NGramLanguageModel, trainingTokens: Int,
    losses: (natsPerToken: Double, bitsPerCharacter: Double)?, in directory: String, order: Int,
    seconds: Double
  ) {
    (self.model, self.directory, self.order) = (model, directory, order)
    (self.trainingTokens, self.losses, self.seconds) = (trainingTokens, losses, seconds)
  }

  private var validationTokens: Int { model.training?.validationTokens ?? 0 }

  /// A table of names and values.
  package var text: String {
    var rows = [
      ("model", directory), ("vocabulary", "\(model.model.vocabularySize) tokens"),
      ("grams", model.model.gramCounts.map(\.grouped).joined(separator: " ")),
      ("trained on", trainingTokens.counted("token", "tokens")),
    ]
    if let losses {
      rows += [
        ("held out", validationTokens.counted("token", "tokens")),
        ("nats per token", losses.natsPerToken.fixed(4)),
        ("bits per character", losses.bitsPerCharacter.fixed(4)),
      ]
    }
    return TextTable(rows + [("seconds", seconds.fixed(2))]).text
  }

  /// The numbers with stable keys.
  package var json: JSON {
    .object([
      ("model", .string(directory)), ("order", .integer(order)),
      ("vocabulary", .integer(model.model.vocabularySize)),
      ("grams", .array(model.model.gramCounts.map { .integer($0) })),
      ("training_tokens", .integer(trainingTokens)),
      ("validation_tokens", .integer(validationTokens)),
      ("nats_per_token", .optional(losses?.natsPerToken)),
      ("bits_per_character", .optional(losses?.bitsPerCharacter)), ("seconds", .number(seconds)),
    ])
  }
}
