import CharLM
import CharIO
import CharText
import CharTraining
import Foundation

extension Eval {
  /// Measures on the part of a run's corpus that chose nothing.
  func measureTest(_ model: LanguageModel) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let directory = self.model.model
    let (configuration, _, _) = try TrainingSources.ofRun(in: directory)
    guard (configuration.testFraction ?? 0) > 0 else {
      throw FileError(
        path: directory, problem: "is of a run without a test part; train with --test FRACTION")
    }
    let text = try TrainingData(ofRunIn: directory).test
    guard let result = model.losses(of: text) else {
      throw FileError(
        path: directory, problem: "is of a run whose test part is empty; its text is too short")
    }
    let seconds = start.duration(to: clock.now) / .seconds(1)
    let vocabulary = model.tokenizer.vocabulary
    let tokens = text.targets(vocabulary)
    let unknown = text.tokens.count { $0 == Vocabulary.unknown }
    let nats = result.natsPerToken * Double(tokens)
    let perplexity = exp(result.natsPerToken)
    let losses = model.tokenizer.configuration.losses(hasUnknown: unknown > 0)
    if json {
      try Console.line(
        JSON.object([
          ("tokens", .integer(tokens)), ("characters", .integer(text.characters)),
          ("unknown_tokens", .integer(unknown)), ("nats", .number(nats)),
          ("nats_per_token", .number(result.natsPerToken)), ("perplexity", .number(perplexity)),
          ("bits_per_character", .number(result.bitsPerCharacter)), ("seconds", .number(seconds)),
          ("lossy", .array(losses.map { .string($0.rawValue) })),
        ]).text)
    } else {
      let rows: [(String, String)] = [
        ("tokens", tokens.grouped), ("characters", text.characters.grouped),
        ("unknown tokens", unknown.grouped), ("nats", nats.fixed(2)),
        ("nats per token", result.natsPerToken.fixed(4)), ("perplexity", perplexity.fixed(4)),
        ("bits per character", result.bitsPerCharacter.fixed(4)), ("seconds", seconds.fixed(2)),
      ]
      try Console.write(Table.text(rows + losses.rows))
    }
  }
}

extension [TextLoss] {
  /// A row of a table that says what figures leave out; none if nothing.
  var rows: [(String, String)] {
    isEmpty ? [] : [("lossy", words + "; do not compare bits with those of lossless models")]
  }

  /// All of them, in one line.
  var words: String { map(\.rawValue).joined(separator: ", ") }
}
