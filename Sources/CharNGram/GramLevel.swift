internal import CharText

/// The distinct n-grams of one length while they are counted.
///
/// A gram is a pair: the number of its context, which is a gram of the length below, and its last token.
/// Grams are numbered in the order in which they first occur.
struct GramLevel: Sendable {
  /// For each gram, the number of its context.
  private(set) var contexts: [Int32] = []
  /// For each gram, its last token.
  private(set) var tokens: [Token] = []
  /// For each gram, the number of its occurrences.
  var occurrences: [Int32] = []
  /// For each gram, the number of distinct tokens that precede it. A gram at the start of a document has no
  /// preceding token, and each of its occurrences counts.
  var continuations: [Int32] = []
  /// Hash table of gram numbers; -1 marks a free slot.
  private var slots = [Int32](repeating: -1, count: 1 << 8)

  /// The number of distinct grams.
  var count: Int { tokens.count }

  /// Returns the number of a gram, after adding the gram if it is new.
  mutating func insert(_ context: Int32, _ token: Token) -> (gram: Int, isNew: Bool) {
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

  /// Returns the slot of a gram, or the free slot where it belongs.
  @inline(__always)
  private func slot(_ context: Int32, _ token: Token) -> Int {
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
  private static func hash(_ context: Int32, _ token: Token) -> Int {
    let key = UInt64(UInt32(bitPattern: context)) << 32 | UInt64(UInt32(bitPattern: token))
    // Context numbers are consecutive, so every bit has to influence every slot.
    let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    let mixed = (product.high ^ product.low) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 32 ^ mixed >> 7)
  }
}
