/// The places in a text of the bytes of another text that was made from it, piece by piece.
struct OffsetMap {
  /// A piece of the new text and the piece of the old text that it was made from.
  private struct Piece {
    var new, old: Range<Int>
    /// True if the bytes are the same, so that places inside correspond.
    var isCopy: Bool
  }

  private var pieces: [Piece] = []

  /// The sizes of the two texts so far.
  private(set) var (new, old) = (0, 0)

  /// Appends bytes that are in both texts.
  mutating func copy(_ count: Int) {
    guard count > 0 else { return }
    if let last = pieces.indices.last, pieces[last].isCopy {
      pieces[last].new = pieces[last].new.lowerBound..<new + count
      pieces[last].old = pieces[last].old.lowerBound..<old + count
    } else {
      pieces.append(Piece(new: new..<new + count, old: old..<old + count, isCopy: true))
    }
    new += count
    old += count
  }

  /// Appends bytes that replace others; no place inside corresponds to one of the old text.
  mutating func replace(_ oldCount: Int, by newCount: Int) {
    if newCount > 0 {
      pieces.append(Piece(new: new..<new + newCount, old: old..<old + oldCount, isCopy: false))
    }
    new += newCount
    old += oldCount
  }

  /// Returns the range of the old text that a range of the new text, which is not empty, was made
  /// from.
  func old(of range: Range<Int>) -> Range<Int> {
    let (first, last) = (piece(at: range.lowerBound), piece(at: range.upperBound - 1))
    let start =
      first.isCopy
      ? first.old.lowerBound + range.lowerBound - first.new.lowerBound : first.old.lowerBound
    let end =
      last.isCopy
      ? last.old.lowerBound + range.upperBound - last.new.lowerBound : last.old.upperBound
    return start..<end
  }

  private func piece(at place: Int) -> Piece {
    pieces[pieces.partitioning { $0.new.upperBound > place }]
  }
}
