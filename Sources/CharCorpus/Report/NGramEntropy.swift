internal import Foundation

/// How well n-grams of one order predict the held-out part of a text.
public struct NGramEntropy: Sendable, Equatable {
  /// n: the character that is predicted and the n − 1 before it.
  public var order: Int
  /// Nats per character.
  public var nats: Double
  /// Different n-grams in what was learned from.
  public var grams: Int

  /// Bits per character.
  public var bits: Double { nats / log(2) }
}

/// Entropies of n-grams by modified Kneser-Ney smoothing, interpolated
/// ([Chen and Goodman 1999](https://doi.org/10.1006/csla.1999.0128)): learned from one part of a text,
/// measured on another.
///
/// Order by order: an n-gram is the pair of the (n − 1)-gram before its last character and that
/// character, so that each order needs only the numbers of the order below, and all but those of two
/// orders can be let go. The lowest order is interpolated with equal probabilities.
package struct NGramEstimator {
  private let tokens: [Int32]
  private let runs: [Range<Int>]
  /// The tokens that are measured; all before them are learned from.
  private let heldOut: Range<Int>
  private let symbols: Int

  private static let none: Int32 = -1

  /// - Parameters:
  ///   - tokens: The text, as numbers from 0.
  ///   - runs: Parts of it that follow each other.
  ///   - heldOut: Where the part to measure on starts.
  ///   - symbols: How many different tokens there may be.
  package init(tokens: [Int32], runs: [Range<Int>], heldOut: Int, symbols: Int) {
    self.tokens = tokens
    self.runs = runs
    self.heldOut = heldOut..<tokens.count
    self.symbols = symbols
  }

  /// The entropies of the orders from 1 up; none where nothing is held out.
  package func entropies(orders: Int) -> [NGramEntropy] {
    // What an order has to look back on is there for every order, so that all predict the same.
    let measured = runs.flatMap { run in
      let start = run.lowerBound == 0 ? 0 : run.lowerBound + orders - 1
      return Array(max(heldOut.lowerBound, start)..<max(heldOut.lowerBound, start, run.upperBound))
    }
    guard !measured.isEmpty, heldOut.lowerBound > 0 else { return [] }
    var result: [NGramEntropy] = []
    var below = [Double](repeating: 1 / Double(symbols), count: measured.count)
    var previous = Level(first: tokens.count)
    for order in 1...orders {
      let level = Level(after: previous, tokens: tokens, runs: runs, learned: heldOut.lowerBound)
      if order > 1 {
        // Now it is known how many different characters each shorter n-gram follows.
        previous.countContinuations(of: level)
        previous.smooth(previous.continuations, at: measured, over: &below)
      }
      var here = below
      level.smooth(level.counts, at: measured, over: &here)
      let nats = here.reduce(0) { $0 - log($1) } / Double(measured.count)
      result.append(NGramEntropy(order: order, nats: nats, grams: level.counts.count))
      previous = level
    }
    return result
  }
}

/// The n-grams of one order.
private struct Level {
  /// For each place of the text the n-gram that ends there; -1 where there is none.
  private(set) var ids: [Int32]
  /// For each place the n-gram before its last character, which is one of the order below.
  private var contexts: [Int32]
  /// Of each n-gram: its context, how often it occurs, and after how many different characters.
  private var owners: [Int32] = []
  private(set) var counts: [Int32] = []
  private(set) var continuations: [Int32] = []
  /// How many contexts there are.
  private let contextCount: Int
  /// For each n-gram a place where it ends.
  private var places: [Int32] = []

  /// Order 0: one n-gram of no characters, everywhere.
  init(first count: Int) {
    ids = [Int32](repeating: 0, count: count)
    contexts = []
    counts = [Int32(clamping: count)]
    contextCount = 0
  }

  init(after below: Level, tokens: [Int32], runs: [Range<Int>], learned: Int) {
    contextCount = below.counts.count
    // An order that has no n-grams, in a tiny text, gives no contexts either.
    let isFirst = below.contexts.isEmpty
    ids = [Int32](repeating: -1, count: tokens.count)
    contexts = [Int32](repeating: -1, count: tokens.count)
    var table = GramTable()
    for run in runs {
      for place in run {
        // The first order has the one n-gram of no characters before every place.
        let context = isFirst ? 0 : place > run.lowerBound ? below.ids[place - 1] : -1
        contexts[place] = context
        guard context >= 0 else { continue }
        let isLearned = place < learned
        let id = table.find(
          context, tokens[place], tokens: tokens, owners: &owners, places: &places,
          newPlace: isLearned ? Int32(place) : nil)
        ids[place] = id
        guard isLearned, id >= 0 else { continue }
        if Int(id) == counts.count { counts.append(1) } else { counts[Int(id)] += 1 }
      }
    }
  }

  /// Counts after how many different characters each n-gram occurs: once for each longer one that ends
  /// with it.
  mutating func countContinuations(of longer: Level) {
    continuations = [Int32](repeating: 0, count: counts.count)
    for place in longer.places where ids[Int(place)] >= 0 {
      continuations[Int(ids[Int(place)])] += 1
    }
  }

  /// Turns probabilities of the order below into those of this one.
  ///
  /// - Parameters:
  ///   - counts: How often each n-gram counts.
  ///   - measured: The places that are predicted.
  ///   - probabilities: Of each of them.
  func smooth(_ counts: [Int32], at measured: [Int], over probabilities: inout [Double]) {
    let discounts = Discounts(counts)
    var totals = [Int32](repeating: 0, count: contextCount)
    var kinds = [Int32](repeating: 0, count: 3 * contextCount)
    for (gram, count) in counts.enumerated() where count > 0 {
      let owner = Int(owners[gram])
      totals[owner] += count
      kinds[3 * owner + Int(min(count, 3)) - 1] += 1
    }
    for (index, place) in measured.enumerated() {
      let context = contexts[place]
      guard context >= 0, totals[Int(context)] > 0 else { continue }
      let total = Double(totals[Int(context)])
      let given = (0..<3).reduce(0) {
        $0 + discounts.values[$1] * Double(kinds[3 * Int(context) + $1])
      }
      var share = given * probabilities[index]
      let gram = ids[place]
      if gram >= 0, counts[Int(gram)] > 0 {
        let count = counts[Int(gram)]
        share += Double(count) - discounts.values[Int(min(count, 3)) - 1]
      }
      probabilities[index] = share / total
    }
  }
}

/// What is taken from n-grams that occur once, twice, and more often.
private struct Discounts {
  private(set) var values = [0.5, 0.75, 0.75]

  init(_ counts: [Int32]) {
    var kinds = [0.0, 0, 0, 0]
    for count in counts where (1...4).contains(count) { kinds[Int(count) - 1] += 1 }
    // A text so small or so regular that one kind is missing keeps the fixed ones.
    guard kinds.allSatisfy({ $0 > 0 }) else { return }
    let y = kinds[0] / (kinds[0] + 2 * kinds[1])
    for index in 0..<3 {
      let n = Double(index + 1)
      let found = n - (n + 1) * y * kinds[index + 1] / kinds[index]
      // Something has to be left for n-grams that were not seen.
      values[index] = min(max(found, 0.05), n - 0.05)
    }
  }
}

/// Finds the number of a pair of context and token, and gives numbers to new pairs.
private struct GramTable {
  private var slots = [Int32](repeating: -1, count: 1 << 12)

  mutating func find(
    _ context: Int32, _ token: Int32, tokens: [Int32], owners: inout [Int32],
    places: inout [Int32], newPlace: Int32?
  ) -> Int32 {
    var slot = Self.hash(context, token) & (slots.count - 1)
    while slots[slot] >= 0 {
      let id = slots[slot]
      if owners[Int(id)] == context, tokens[Int(places[Int(id)])] == token { return id }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard let newPlace else { return -1 }
    let id = Int32(owners.count)
    slots[slot] = id
    owners.append(context)
    places.append(newPlace)
    if owners.count * 3 > slots.count * 2 {
      slots = [Int32](repeating: -1, count: slots.count * 2)
      for (id, owner) in owners.enumerated() {
        var slot = Self.hash(owner, tokens[Int(places[id])]) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(id)
      }
    }
    return id
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
