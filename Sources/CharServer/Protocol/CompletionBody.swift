internal import CharIO
internal import CharLM

/// The frame of a response: what all its parts have in common.
struct CompletionBody: Sendable {
  let id: String
  let created: Int
  let model: String
  let fingerprint: String

  /// Tokens that were read and generated.
  struct Usage: Sendable {
    var prompt: Int
    var completion = 0

    var json: JSON {
      .object([
        ("prompt_tokens", .integer(prompt)), ("completion_tokens", .integer(completion)),
        ("total_tokens", .integer(prompt + completion)),
      ])
    }
  }

  /// A response, or an event of a stream.
  ///
  /// - Parameters:
  ///   - choices: the texts.
  ///   - usage: the member `usage`; nil = there is none.
  /// - Returns: the JSON.
  func json(_ choices: [JSON], usage: JSON?) -> JSON {
    .object(
      [
        ("id", .string(id)), ("object", "text_completion"), ("created", .integer(created)),
        ("model", .string(model)), ("system_fingerprint", .string(fingerprint)),
        ("choices", .array(choices)),
      ] + (usage.map { [("usage", $0)] } ?? []))
  }

  /// Returns the text of an event with one choice, before and after it: most of it is always the same.
  ///
  /// - Parameter usage: the member `usage`; nil = there is none.
  /// - Returns: the text before the choice and after it.
  func frame(usage: JSON?) -> (before: String, after: String) {
    let text = json([], usage: usage).text
    // Quotation marks in other members are escaped.
    guard let place = text.firstRange(of: "\"choices\":[]") else { return (text, "") }
    let end = text.index(before: place.upperBound)
    return (String(text[..<end]), String(text[end...]))
  }

  /// A text or a piece of it.
  static func choice(
    _ text: String, index: Int, tokens: TokenTable?, finish: String?
  ) -> JSON {
    .object([
      ("text", .string(text)), ("index", .integer(index)),
      ("logprobs", tokens.map(\.json) ?? .null),
      ("finish_reason", finish.map(JSON.string) ?? .null),
    ])
  }
}

extension GeneratedText {
  /// The reason for the end as OpenAI's clients know it.
  var finish: String {
    switch finishReason {
    case .stop, .end, .processor: "stop"
    case .length, .failed, nil: "length"
    }
  }
}
