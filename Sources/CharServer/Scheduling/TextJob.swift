internal import CharLM
internal import CharText

/// Texts that a request asks for.
struct TextJob: Sendable {
  /// Names the model: jobs of the same name share a decoder.
  var decoder: String
  var model: any AutoregressiveModel
  /// The tokens of each prompt, in the order of the text.
  var prompts: [[Token]]
  /// The number of texts after each prompt.
  var samples: Int
  var options: GenerationOptions
  /// The processors of the texts after each prompt.
  var processors: [[any LogitsProcessor]]
  var report: TokenReport

  /// The number of all texts.
  var texts: Int { prompts.count * samples }
}

/// Progress of the texts of a request.
struct TextUpdate: Sendable {
  /// Progress of a text.
  enum Event: Sendable {
    case token(TokenPrediction)
    case piece(String)
    /// By reference, since it is much larger than the other cases.
    indirect case finished(GeneratedText)
  }

  /// The number of the text: prompts first, then samples.
  var text: Int
  var event: Event
}

extension [TextUpdate] {
  /// Appends an update. A piece that follows a piece of the same text becomes a part of it.
  ///
  /// - Returns: whether it has become a part of the last update.
  @discardableResult mutating func append(joining update: TextUpdate) -> Bool {
    guard let last, last.text == update.text, case .piece(let before) = last.event,
      case .piece(let piece) = update.event
    else {
      append(update)
      return false
    }
    self[count - 1].event = .piece(before + piece)
    return true
  }
}
