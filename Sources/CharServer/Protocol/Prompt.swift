internal import CharIO
internal import CharText

/// A prompt as a client gives it: text, or the numbers of tokens.
enum Prompt: Sendable, Equatable {
  case text(String)
  case tokens([Token])

  /// Reads prompts: a string, strings, numbers, or arrays of numbers.
  ///
  /// - Parameters:
  ///   - value: the member; nil = one empty prompt.
  ///   - name: its name.
  ///   - limit: the largest number of prompts.
  /// - Returns: the prompts, at least one.
  /// - Throws: ``APIError``.
  static func prompts(
    _ value: JSON?, _ name: String, atMost limit: Int
  ) throws(APIError) -> [Prompt] {
    let expected = "a string, an array of strings, or token numbers in one or more arrays"
    guard let value else { return [.text("")] }
    if let text = value.stringValue { return [.text(text)] }
    guard case .array(let values) = value else {
      throw .invalid("\(name) is \(value.summary), not \(expected)", name)
    }
    guard let first = values.first else { throw .invalid("\(name) is empty", name) }
    if case .number = first {
      return [.tokens(try tokens(values, name))]
    }
    guard values.count <= limit else {
      throw .invalid("\(name) has \(values.count) prompts; give at most \(limit)", name)
    }
    var prompts: [Prompt] = []
    for value in values {
      switch (first, value) {
      case (.string, .string(let text)):
        prompts.append(.text(String(decoding: text, as: UTF8.self)))
      case (.array, .array(let numbers)): prompts.append(.tokens(try tokens(numbers, name)))
      default: throw .invalid("\(name) holds \(value.summary); give \(expected)", name)
      }
    }
    return prompts
  }

  /// Reads the numbers of tokens.
  static func tokens(_ values: [JSON], _ name: String) throws(APIError) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(values.count)
    for value in values {
      guard let number = value.integerValue, let token = Token(exactly: number) else {
        throw .invalid("\(name) holds \(value.summary), which is not a token number", name)
      }
      tokens.append(token)
    }
    return tokens
  }
}
