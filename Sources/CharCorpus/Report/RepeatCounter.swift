/// Counts repeated texts by their hashes in bounded memory.
///
/// When the table is full, only hashes with zeros in their lowest bits stay, half of them each
/// time; the counts of repeats are then estimates ([Gibbons
/// 2001](https://www.vldb.org/conf/2001/P541.pdf)).
package struct RepeatCounter {
  /// A text that occurs several times.
  package struct Repeated {
    var hash: UInt64
    var count: Int
    var text: String
  }

  /// The number of texts counted.
  private(set) var total = 0
  /// The most frequent texts, the most frequent first.
  private(set) var top: [Repeated] = []

  private static let topLimit = 8
  private let slotLimit: Int
  private var keys: [UInt64]
  private var counts: [UInt32]
  private var occupied = 0
  /// The number of times that half of the hashes were dropped.
  private var level: UInt64 = 0

  /// - Parameter slotLimit: The maximum size of the table, a power of two.
  package init(slotLimit: Int = 1 << 23) {
    self.slotLimit = slotLimit
    keys = [UInt64](repeating: 0, count: min(slotLimit, 1024))
    counts = [UInt32](repeating: 0, count: min(slotLimit, 1024))
  }

  /// True if ``repeats`` is an estimate.
  package var isEstimate: Bool { level > 0 }

  /// The number of texts that had occurred before.
  package var repeats: Int { max(0, total - occupied << Int(level)) }

  /// Counts a text.
  ///
  /// - Parameters:
  ///   - hash: The hash of the text, not 0.
  ///   - text: Returns its beginning; called if it may be among the most frequent.
  package mutating func add(_ hash: UInt64, text: () -> String) {
    total += 1
    guard hash & (1 << level - 1) == 0 else { return }
    let count = insert(hash, 1)
    if count > 1 { rank(hash, count, text) }
    guard occupied * 5 > keys.count * 3 else { return }
    if keys.count == slotLimit { level += 1 }
    rebuild(slots: min(slotLimit, keys.count * 2))
  }

  private mutating func insert(_ hash: UInt64, _ number: UInt32) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 20) & mask
    while keys[slot] != 0, keys[slot] != hash { slot = (slot + 1) & mask }
    if keys[slot] == 0 {
      keys[slot] = hash
      occupied += 1
    }
    counts[slot] = counts[slot] > .max - number ? .max : counts[slot] + number
    return Int(counts[slot])
  }

  private mutating func rebuild(slots: Int) {
    let (oldKeys, oldCounts) = (keys, counts)
    keys = [UInt64](repeating: 0, count: slots)
    counts = [UInt32](repeating: 0, count: slots)
    occupied = 0
    for (key, count) in zip(oldKeys, oldCounts) where key != 0 && key & (1 << level - 1) == 0 {
      _ = insert(key, count)
    }
  }

  private mutating func rank(_ hash: UInt64, _ count: Int, _ text: () -> String) {
    if let place = top.firstIndex(where: { $0.hash == hash }) {
      top[place].count = count
    } else if top.count < Self.topLimit {
      top.append(Repeated(hash: hash, count: count, text: text()))
    } else if let last = top.last, count > last.count {
      top[top.count - 1] = Repeated(hash: hash, count: count, text: text())
    } else {
      return
    }
    var place = top.firstIndex { $0.hash == hash } ?? 0
    while place > 0, top[place - 1].count < top[place].count {
      top.swapAt(place - 1, place)
      place -= 1
    }
  }
}
