/// A map from byte strings to integers that looks up part of a larger text without copying it.
///
/// Keys are compared byte by byte, unlike `String`, for which canonically equivalent texts are
/// equal. The hash is seeded per process, which prevents collision attacks.
struct ByteStringTable: Sendable {
  private var keys: [[UInt8]] = []
  private var values: [Int32] = []
  /// Indices into `keys` by hash, -1 if free; the size is a power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 16)

  var count: Int { keys.count }

  /// Returns the value of the bytes in a range, or nil.
  func value(_ bytes: [UInt8], _ range: Range<Int>) -> Int32? {
    let found = slots[slot(bytes, range)]
    return found < 0 ? nil : values[Int(found)]
  }

  /// Adds a new key.
  mutating func add(_ key: [UInt8], value: Int32) {
    if keys.count * 2 >= slots.count {
      slots = [Int32](repeating: -1, count: slots.count * 2)
      for (index, key) in keys.enumerated() { slots[slot(key, 0..<key.count)] = Int32(index) }
    }
    slots[slot(key, 0..<key.count)] = Int32(keys.count)
    keys.append(key)
    values.append(value)
  }

  /// Returns the slot of a key, or the free slot for it.
  private func slot(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(bytes, range) & mask
    while slots[slot] >= 0 {
      let key = keys[Int(slots[slot])]
      if key.count == range.count, Self.isEqual(key, bytes, range) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private static func isEqual(_ key: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    for index in key.indices where key[index] != bytes[range.lowerBound + index] { return false }
    return true
  }

  private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var hasher = Hasher()
    var word: UInt64 = 0
    var filled = 0
    for index in range {
      word = word << 8 | UInt64(bytes[index])
      filled += 1
      if filled & 7 == 0 { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(filled)
    return hasher.finalize()
  }
}
