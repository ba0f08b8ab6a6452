package import CharIO
package import CharLM
package import CharText
internal import Foundation

/// What offsets into a text count.
package enum OffsetUnit: String, CaseIterable, Sendable {
  /// Unicode scalars, without a byte order mark at the start.
  case characters
  /// Bytes of the text in UTF-8.
  case bytes
}

/// The surprisal of the characters, words or lines of a text as tab-separated values.
package struct SurprisalTable {
  /// The names of the columns.
  package static let header = "item\toffset\tsurprisal\tentropy\tposition\tfrequency\n"

  private let text: LocatedText
  private let items: [SurprisalItem]
  private let offsets: [Int]
  private let frequencies: [[UInt8]: Int]

  /// Creates the table.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - items: its items.
  ///   - unit: what offsets count.
  package init(_ text: LocatedText, _ items: [SurprisalItem], offsets unit: OffsetUnit) {
    (self.text, self.items) = (text, items)
    offsets =
      unit == .bytes
      ? items.map(\.range.lowerBound)
      : Self.characterOffsets(text.source, items.map(\.range.lowerBound))
    frequencies = items.reduce(into: [:]) { counts, item in
      counts[Array(text.source[item.range]), default: 0] += item.isBoundary ? 0 : 1
    }
  }

  /// Returns the number of characters before each of some places, which are in ascending order.
  private static func characterOffsets(_ source: [UInt8], _ places: [Int]) -> [Int] {
    let mark = UTF8Sequence.byteOrderMark
    var index = source.starts(with: mark) && (places.first ?? 0) >= mark.count ? mark.count : 0
    var count = 0
    return places.map { place in
      while index < place {
        index += UTF8Sequence(source, at: index, end: source.count).length
        count += 1
      }
      return count
    }
  }

  /// The rows, each with its line end.
  package var tsv: String {
    items.indices.map { index in
      let (item, surprisal) = (name(index), bits(index))
      return
        "\(item)\t\(offsets[index])\t\(surprisal.nats.fixed(6))\t\(surprisal.entropy.fixed(6))\t"
        + "\(items[index].position)\t\(frequency(index))\n"
    }.joined()
  }

  /// The rows as JSON objects.
  package var objects: [JSON] {
    items.indices.map { index in
      let surprisal = bits(index)
      return .object([
        ("item", .string(name(index))), ("offset", .integer(offsets[index])),
        ("surprisal", .number(surprisal.nats)), ("entropy", .number(surprisal.entropy)),
        ("position", .integer(items[index].position)), ("frequency", .integer(frequency(index))),
      ])
    }
  }

  /// The text of an item, with controls escaped.
  private func name(_ index: Int) -> String {
    items[index].isBoundary
      ? "<doc>" : Vocabulary.displayName(of: Array(text.source[items[index].range]))
  }

  private func bits(_ index: Int) -> (nats: Double, entropy: Double) {
    let surprisal = items[index].surprisal
    return (surprisal.nats / log(2), surprisal.entropy / log(2))
  }

  /// The number of times that the item occurs in the text.
  private func frequency(_ index: Int) -> Int {
    items[index].isBoundary ? 0 : frequencies[Array(text.source[items[index].range])] ?? 0
  }
}
