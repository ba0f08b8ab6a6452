package import CharLM
package import CharText
internal import Foundation

/// A text colored by surprisal, with its oddest places, for a terminal and as an HTML page.
package struct SurprisalReport {
  /// The lowest surprisal of each color in bits; characters below the first are not colored.
  static let levels: [Double] = [2, 4, 6, 8, 11]
  /// The number of odd places.
  package static let places = 12

  let model: String
  let text: LocatedText
  let tokenizer: Tokenizer
  let characters: [SurprisalItem]
  let oddPlaces: [OddPlace]
  /// The surprisal of the whole text in bits.
  let bits: Double

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - model: the name of the model.
  ///   - text: the text.
  ///   - tokenizer: the tokenizer of the model.
  ///   - characters: its characters with their surprisals.
  ///   - oddPlaces: the oddest places, the oddest first.
  package init(
    model: String, _ text: LocatedText, _ tokenizer: Tokenizer, _ characters: [SurprisalItem],
    _ oddPlaces: [OddPlace]
  ) {
    (self.model, self.text, self.tokenizer) = (model, text, tokenizer)
    (self.characters, self.oddPlaces) = (characters, oddPlaces)
    bits = characters.reduce(0) { $0 + $1.surprisal.nats } / log(2)
  }

  /// The level of a character, 0 for one that is not colored.
  static func level(_ item: SurprisalItem) -> Int {
    let bits = item.surprisal.nats / log(2)
    return levels.count { $0 <= bits }
  }

  /// The levels in words.
  static var legend: [String] {
    levels.indices.map { index in
      index + 1 < levels.count
        ? "\(levels[index].fixed(0))–\(levels[index + 1].fixed(0))" : "\(levels[index].fixed(0))+"
    }
  }

  /// The text of a character, or of a part of the text.
  func string(_ range: Range<Int>) -> String {
    String(decoding: text.source[range], as: UTF8.self)
  }

  /// The number of characters of the text.
  var characterCount: Int { characters.count { !$0.isBoundary } }

  /// Bits per character; 0 for an empty text.
  var bitsPerCharacter: Double { bits / Double(max(1, characterCount)) }
}
