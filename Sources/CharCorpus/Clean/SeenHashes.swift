/// A set of hashes in bounded memory: the first ones, up to the size of the table, are remembered.
struct SeenHashes {
  private static let slotLimit = 1 << 25

  private var slots = [UInt64](repeating: 0, count: 1024)
  private var count = 0
  /// True if there were too many hashes to remember.
  private(set) var isFull = false

  /// Inserts a hash.
  ///
  /// - Parameter hash: The hash, not 0.
  /// - Returns: Whether the hash is new.
  mutating func insert(_ hash: UInt64) -> Bool {
    var slot = place(of: hash)
    if slots[slot] == hash { return false }
    if count * 5 > slots.count * 3 {
      guard slots.count < Self.slotLimit else {
        isFull = true
        return true
      }
      let old = slots
      slots = [UInt64](repeating: 0, count: 2 * old.count)
      for hash in old where hash != 0 { slots[place(of: hash)] = hash }
      slot = place(of: hash)
    }
    slots[slot] = hash
    count += 1
    return true
  }

  private func place(of hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
    while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
