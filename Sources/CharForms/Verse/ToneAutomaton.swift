/// The sequences of tones that a line may have, as a deterministic automaton.
struct ToneAutomaton: Sendable {
  /// The largest number of sequences.
  private static let largest = 1 << 14

  /// For each node the nodes after a level and after an oblique character, two numbers a node; −1 = none. Node 0 is the
  /// start.
  private var next: [Int16] = []

  /// Makes the automaton of a pattern.
  ///
  /// - Throws: ``ConstraintError`` if the rules leave no sequence, or the places without a tone are too many.
  init(_ tones: [Set<Tone>], _ rules: Set<VerseForm.ToneRule>) throws(ConstraintError) {
    var sequences: [[Tone]] = [[]]
    for allowed in tones {
      guard sequences.count * allowed.count <= Self.largest else {
        throw ConstraintError("a line has too many places of any tone; give its length instead")
      }
      sequences = sequences.flatMap { start in
        Tone.allCases.filter(allowed.contains).map { start + [$0] }
      }
    }
    sequences.removeAll { sequence in rules.contains { $0.isBroken(by: sequence) } }
    guard !sequences.isEmpty else {
      throw ConstraintError("no tones of a line keep the rules of the form")
    }
    var known: [[[Tone]]: Int16] = [:]
    _ = add(sequences, &known)
  }

  /// Returns the node after a tone; nil if it is not allowed.
  func node(after tone: Tone, in node: Int16) -> Int16? {
    let found = next[2 * Int(node) + Int(tone.rawValue)]
    return found < 0 ? nil : found
  }

  /// Adds the node of some ways to the end, which is shared by all that have the same.
  private mutating func add(_ ways: [[Tone]], _ known: inout [[[Tone]]: Int16]) -> Int16 {
    if let node = known[ways] { return node }
    let node = Int16(next.count / 2)
    known[ways] = node
    next += [-1, -1]
    for tone in Tone.allCases {
      let rests = ways.filter { $0.first == tone }.map { Array($0.dropFirst()) }
      guard !rests.isEmpty else { continue }
      let after = add(rests, &known)
      next[2 * Int(node) + Int(tone.rawValue)] = after
    }
    return node
  }
}
