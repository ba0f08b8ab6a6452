/// The n-grams of one length: each is the pair of the gram before its last token, which is one of the
/// length below, and that token; and each has a number, in the order they came.
struct GramLevel: Sendable {
  /// Of each gram: the number of the one before its last token, and that token.
  private(set) var contexts: [Int32] = []
  private(set) var tokens: [Int32] = []
  /// Of each gram: how often it occurs.
  var occurrences: [Int32] = []
  /// Of each gram: after how many different tokens it occurs. One that starts a document has nothing
  /// before it, and every time counts.
  var continuations: [Int32] = []
  /// Numbers of grams by their hash; -1 where there is none.
  private var slots = [Int32](repeating: -1, count: 1 << 8)

  /// How many different ones there are.
  var count: Int { tokens.count }

  /// The number of a gram, or -1.
  func find(_ context: Int32, _ token: Int32) -> Int32 {
    slots[slot(context, token)]
  }

  /// The number of a gram, which gets one if it has none.
  mutating func insert(_ context: Int32, _ token: Int32) -> (gram: Int, isNew: Bool) {
    let slot = slot(context, token)
    if slots[slot] >= 0 { return (Int(slots[slot]), false) }
    let gram = tokens.count
    slots[slot] = Int32(gram)
    contexts.append(context)
    tokens.append(token)
    occurrences.append(0)
    continuations.append(0)
    if tokens.count * 3 > slots.count * 2 { grow() }
    return (gram, true)
  }

  /// Where a gram stands, or is to stand.
  @inline(__always)
  private func slot(_ context: Int32, _ token: Int32) -> Int {
    var slot = Self.hash(context, token) & (slots.count - 1)
    while slots[slot] >= 0 {
      let gram = Int(slots[slot])
      if contexts[gram] == context, tokens[gram] == token { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for gram in tokens.indices {
      var slot = Self.hash(contexts[gram], tokens[gram]) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(gram)
    }
  }

  @inline(__always)
  private static func hash(_ context: Int32, _ token: Int32) -> Int {
    let key = UInt64(UInt32(bitPattern: context)) << 32 | UInt64(UInt32(bitPattern: token))
    // Numbers of contexts follow each other, so that every bit has to reach every place.
    let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    let mixed = (product.high ^ product.low) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 32 ^ mixed >> 7)
  }
}
