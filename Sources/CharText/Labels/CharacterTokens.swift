/// A text split into the characters that a tagger labels, with their tokens.
///
/// A character is a scalar or a grapheme cluster, depending on the tokenizer's unit; with the byte
/// unit, a scalar. It may consist of several tokens.
public struct CharacterTokens: Equatable, Sendable {
  /// The characters; joined, they are the text.
  public var characters: [String] = []
  /// A document boundary, then the tokens of all characters.
  public var tokens: [Token] = [Vocabulary.documentBoundary]
  /// The index of the last token of each character.
  public var ends: [Int] = []
}

extension Tokenizer {
  /// Splits a text into the characters that a tagger labels.
  ///
  /// - Parameter text: The text.
  /// - Returns: The characters and their tokens, each character encoded independently.
  public func characterTokens(of text: String) -> CharacterTokens {
    var result = CharacterTokens()
    var lookup = PieceLookup(vocabulary, configuration.unknown)
    lookup.tokens = result.tokens
    result.characters = configuration.unit.characters(of: text)
    for character in result.characters {
      configuration.cutCharacter(Array(character.utf8), into: &lookup)
      result.ends.append(lookup.tokens.count - 1)
    }
    result.tokens = lookup.takeTokens()
    return result
  }
}

extension TextUnit {
  /// Returns the characters of a text, each of which can have a label.
  ///
  /// - Parameter text: The text.
  /// - Returns: The scalars of the text, or with the grapheme unit its clusters.
  public func characters(of text: String) -> [String] {
    guard self == .grapheme else { return text.unicodeScalars.map { String($0) } }
    let bytes = Array(text.utf8)
    var collector = CharacterCollector()
    cut(bytes, 0..<bytes.count, into: &collector)
    return collector.characters
  }
}

private struct CharacterCollector: PieceSink {
  var characters: [String] = []

  mutating func take(byte: UInt8) {}

  mutating func take(scalar: UInt32) {
    characters.append(String(Unicode.Scalar(scalar) ?? "\u{FFFD}"))
  }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) {
    characters.append(String(decoding: bytes[range], as: UTF8.self))
  }
}
