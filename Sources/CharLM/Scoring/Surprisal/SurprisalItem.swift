public import CharText

/// A unit of text in a study of reading times.
public enum SurprisalUnit: String, CaseIterable, Sendable {
  /// A character of the original text: a Unicode scalar, or a grapheme cluster where that is the model's unit or
  /// normalization joins scalars.
  case character
  /// A run of characters that are not white space, together with the white space after it.
  case word
  /// A line with its line end.
  case line
}

/// A character, word or line of a text with its surprisal.
public struct SurprisalItem: Sendable, Equatable {
  /// Its bytes in the original text: of a word without the white space after it, of a line without its end, and
  /// empty for the boundary after a document.
  public var range: Range<Int>
  /// The sum over its tokens. That of a word includes the white space after it, which tells that the word is over,
  /// and white space at the start of a document.
  public var surprisal: TokenSurprisal
  /// The number of the item in its line, from 1; of a line, in its document.
  public var position: Int
  /// True for the boundary after a document. It is an item only among characters; otherwise it counts with the last
  /// word or line.
  public var isBoundary = false
}

extension LocatedText {
  /// Groups the tokens of the text. The sum of all surprisals stays the same.
  ///
  /// - Parameters:
  ///   - surprisals: the surprisals of its documents.
  ///   - unit: what is one item.
  ///   - lineEnds: how the model reads line ends; with `lf`, CR ends a line too.
  /// - Returns: the items in the order of the text.
  public func items(
    _ surprisals: [DocumentSurprisal], by unit: SurprisalUnit, lineEnds: LineEnds = .keep
  ) -> [SurprisalItem] {
    zip(documents, surprisals).flatMap { document, surprisal in
      var grouping = ItemGrouping(source, unit, lineEnds)
      for (range, value) in characters(document, surprisal.tokens) { grouping.add(range, value) }
      return grouping.finish(surprisal.end)
    }
  }

  /// Joins the tokens of each character of the original text.
  private func characters(
    _ document: Document, _ surprisals: [TokenSurprisal]
  ) -> [(range: Range<Int>, surprisal: TokenSurprisal)] {
    var result: [(range: Range<Int>, surprisal: TokenSurprisal)] = []
    // The characters of the document, in which a token may be a single byte.
    var end = document.range.lowerBound
    for (range, value) in zip(document.ranges, surprisals) {
      if range.lowerBound < end, let last = result.indices.last {
        result[last].surprisal = result[last].surprisal + value
        result[last].range =
          result[last].range
          .lowerBound..<max(
            result[last].range.upperBound, range.upperBound)
      } else {
        result.append((range, value))
        end = characterEnd(range.lowerBound)
      }
      end = max(end, range.upperBound)
    }
    return result
  }

  /// Returns the end of the scalar that starts at a place.
  private func characterEnd(_ place: Int) -> Int {
    place + UTF8Sequence(source, at: place, end: source.count).length
  }
}

/// Collects the characters of a document into items.
private struct ItemGrouping {
  private let source: [UInt8]
  private let unit: SurprisalUnit
  private let lineEnds: LineEnds
  private var items: [SurprisalItem] = []
  private var position = 1
  /// True if the next character that is not white space starts a word, or any character a line.
  private var startsItem = true

  init(_ source: [UInt8], _ unit: SurprisalUnit, _ lineEnds: LineEnds) {
    (self.source, self.unit, self.lineEnds) = (source, unit, lineEnds)
  }

  mutating func add(_ range: Range<Int>, _ surprisal: TokenSurprisal) {
    let isEnd = endsLine(range)
    switch unit {
    case .character: append(range, surprisal)
    case .word: addToWord(range, surprisal)
    case .line:
      if startsItem {
        append(isEnd ? range.lowerBound..<range.lowerBound : range, surprisal)
      } else {
        extend(with: isEnd ? nil : range, surprisal)
      }
      startsItem = isEnd
    }
    if isEnd, unit != .line { position = 1 }
  }

  mutating func finish(_ end: TokenSurprisal?) -> [SurprisalItem] {
    if let end {
      if unit == .character || items.isEmpty {
        let place = items.last?.range.upperBound ?? 0
        append(place..<place, end)
        items[items.count - 1].isBoundary = true
      } else {
        extend(with: nil, end)
      }
    }
    return items
  }

  private mutating func addToWord(_ range: Range<Int>, _ surprisal: TokenSurprisal) {
    let isSpace = String(decoding: source[range], as: UTF8.self).unicodeScalars
      .allSatisfy(\.properties.isWhitespace)
    if items.isEmpty {
      append(isSpace ? range.lowerBound..<range.lowerBound : range, surprisal)
      startsItem = false
      return
    }
    if isSpace {
      extend(with: nil, surprisal)
      startsItem = true
    } else if items.count == 1, items[0].range.isEmpty {
      // The white space before it is that at the start of the document.
      items[0].range = range
      items[0].surprisal = items[0].surprisal + surprisal
      startsItem = false
    } else if startsItem {
      append(range, surprisal)
      startsItem = false
    } else {
      extend(with: range, surprisal)
    }
  }

  private mutating func append(_ range: Range<Int>, _ surprisal: TokenSurprisal) {
    items.append(SurprisalItem(range: range, surprisal: surprisal, position: position))
    position += 1
  }

  private mutating func extend(with range: Range<Int>?, _ surprisal: TokenSurprisal) {
    let last = items.count - 1
    items[last].surprisal = items[last].surprisal + surprisal
    if let range { items[last].range = items[last].range.lowerBound..<range.upperBound }
  }

  private func endsLine(_ range: Range<Int>) -> Bool {
    switch source[range.upperBound - 1] {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): lineEnds == .lf
    default: false
    }
  }
}
