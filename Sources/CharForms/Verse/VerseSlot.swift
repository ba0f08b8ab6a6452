/// A place in the texts of a form: before a character of a line, or before a mark after it.
struct VerseSlot: Sendable {
  var line = 0
  var column = 0
  /// The slot after a character; nil if none may come.
  var afterCharacter: Int?
  /// The marks that may come, an index of ``VerseSlots/marks``; nil if none may.
  var marks: Int?
  var afterMark: Int?
  /// True if the text may end here.
  var mayEnd = false
  /// The character that must come.
  var given: UInt32?
  /// The place of the character to repeat among those that are remembered.
  var original: Int?
  /// True if the character is repeated later.
  var isRemembered = false
  /// True if this is the last character of a line.
  var endsLine = false
  /// True if this is the end of a line that rhymes in some pattern.
  var endsRhyme = false
  /// The number of other places whose characters must differ from the one here.
  var rivals = 0
}

/// The places of a form, in order.
struct VerseSlots: Sendable {
  private(set) var slots: [VerseSlot] = []
  /// The sets of marks.
  private(set) var marks: [ScalarSet] = []
  /// The slots after which nothing is remembered, or nothing rhymes.
  private(set) var lastCopy = -1
  private(set) var lastRhyme = -1

  /// Makes the slots of a form.
  init(_ form: VerseForm) {
    let repeated = Set(form.lines.compactMap(\.original))
    let rhyming = Set(form.rhymingLines)
    let characterCount = form.ownLines.reduce(0) { $0 + form.lines[$1].length.upperBound }
    var offsets: [Int: Int] = [:]
    var remembered = 0
    for (index, line) in form.lines.enumerated() {
      if repeated.contains(index) {
        offsets[index] = remembered
        remembered += line.length.upperBound
      }
      let start = slots.count
      // The slots of a line: one a character, then one a mark.
      for column in 0..<line.length.upperBound {
        var slot = VerseSlot(line: index, column: column, afterCharacter: slots.count + 1)
        slot.endsLine = column == line.length.upperBound - 1
        if column >= line.length.lowerBound {
          slot.mayEnd = line.end.isEmpty
          if !line.end.isEmpty {
            slot.marks = marks.count
            slot.afterMark = start + line.length.upperBound + 1
          }
        }
        if let original = line.original {
          slot.original = (offsets[original] ?? 0) + column
          lastCopy = slots.count
        } else {
          slot.given = column == 0 ? form.given(index)?.value : nil
          slot.isRemembered = repeated.contains(index)
          slot.endsRhyme = slot.endsLine && rhyming.contains(index) && form.rhymeWordsDiffer
          if slot.endsRhyme { lastRhyme = slots.count }
          switch form.distinct {
          case .poem?: slot.rivals = characterCount - 1
          case .line?: slot.rivals = line.length.upperBound - 1
          case nil: break
          }
          if slot.endsRhyme && form.distinct != .poem { slot.rivals += rhyming.count - 1 }
        }
        slots.append(slot)
      }
      for place in line.end.indices {
        slots.append(
          VerseSlot(
            line: index, column: line.length.upperBound + place, marks: marks.count + place,
            afterMark: slots.count + 1))
      }
      marks += line.end
    }
    slots.append(VerseSlot(line: form.lines.count, mayEnd: true))
  }

  subscript(index: Int) -> VerseSlot { slots[index] }

  /// The number of slots; the last one is the end.
  var count: Int { slots.count }

  /// True if a slot is the first of a line.
  func startsLine(_ index: Int) -> Bool { slots[index].column == 0 }
}
