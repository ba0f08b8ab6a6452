/// A change from a line to its correction.
public struct TextChange: Sendable, Equatable {
  /// The kind of a change.
  public enum Kind: String, Sendable {
    /// A text was missing.
    case insert
    /// A text was too much.
    case delete
    /// A text was another.
    case replace
    /// Two neighbors were in the wrong order.
    case swap
  }

  /// The kind.
  public var kind: Kind
  /// The column of the change in the line, in characters from 1.
  public var column: Int
  /// The text in the line; empty if some is inserted.
  public var original: String
  /// The text in the correction; empty if some is deleted.
  public var correction: String
}

extension TextChange {
  /// Returns the fewest changes that lead from a line to another; changes that touch are one.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - correction: the other.
  /// - Returns: the changes, from left to right.
  package static func changes(from line: String, to correction: String) -> [TextChange] {
    let (old, new) = (Array(line), Array(correction))
    // Most of two lines is the same at both ends.
    let start = zip(old, new).prefix { $0 == $1 }.count
    let limit = min(old.count, new.count) - start
    let end = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
    let same = min(end, limit)
    return Alignment(
      Array(old[start..<old.count - same]), Array(new[start..<new.count - same])
    ).changes(offset: start)
  }

  /// Returns the least number of characters that are inserted, deleted, replaced, or swapped with their neighbor.
  ///
  /// - Parameters:
  ///   - text: a text.
  ///   - other: the text that is made from it.
  /// - Returns: the number.
  package static func distance(from text: String, to other: String) -> Int {
    Alignment(Array(text), Array(other)).distance
  }
}

/// The optimal string alignment of two texts.
private struct Alignment {
  private let old, new: [Character]
  /// The distance of each prefix of the old text to each prefix of the new one.
  private var distances: [[Int]]

  init(_ old: [Character], _ new: [Character]) {
    (self.old, self.new) = (old, new)
    distances = (0...old.count).map { row in
      (0...new.count).map { row == 0 ? $0 : $0 == 0 ? row : 0 }
    }
    for i in old.indices {
      for j in new.indices {
        var distance = min(
          distances[i][j] + (old[i] == new[j] ? 0 : 1), distances[i][j + 1] + 1,
          distances[i + 1][j] + 1)
        if isSwap(i + 1, j + 1) { distance = min(distance, distances[i - 1][j - 1] + 1) }
        distances[i + 1][j + 1] = distance
      }
    }
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbors.
  var distance: Int { distances[old.count][new.count] }

  /// Returns whether the two characters before each place are the same in the other order.
  private func isSwap(_ i: Int, _ j: Int) -> Bool {
    i > 1 && j > 1 && old[i - 1] != old[i - 2] && old[i - 1] == new[j - 2]
      && old[i - 2] == new[j - 1]
  }

  func changes(offset: Int) -> [TextChange] {
    var changes: [TextChange] = []
    var (i, j) = (old.count, new.count)
    while i > 0 || j > 0 {
      let distance = distances[i][j]
      if i > 0, j > 0, old[i - 1] == new[j - 1], distances[i - 1][j - 1] == distance {
        (i, j) = (i - 1, j - 1)
        continue
      }
      let (kind, oldCount, newCount): (TextChange.Kind, Int, Int) =
        if isSwap(i, j), distances[i - 2][j - 2] + 1 == distance {
          (.swap, 2, 2)
        } else if i > 0, j > 0, distances[i - 1][j - 1] + 1 == distance {
          (.replace, 1, 1)
        } else if i > 0, distances[i - 1][j] + 1 == distance {
          (.delete, 1, 0)
        } else {
          (.insert, 0, 1)
        }
      (i, j) = (i - oldCount, j - newCount)
      let change = TextChange(
        kind: kind, column: offset + i + 1, original: String(old[i..<i + oldCount]),
        correction: String(new[j..<j + newCount]))
      if let last = changes.last, last.column == change.column + oldCount {
        changes[changes.count - 1] = change.joined(with: last)
      } else {
        changes.append(change)
      }
    }
    return changes.reversed()
  }
}

extension TextChange {
  /// Returns the change that makes this one and the one after it.
  fileprivate func joined(with next: TextChange) -> TextChange {
    TextChange(
      kind: kind == next.kind && kind != .swap ? kind : .replace, column: column,
      original: original + next.original, correction: correction + next.correction)
  }
}
