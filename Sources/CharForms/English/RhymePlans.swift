internal import Synchronization

/// The cheapest ways to give letters rhymes, which are kept: the lines of many texts ask for the same.
final class RhymePlans: Sendable {
  /// Letters, and the rhymes that they would have and must not have.
  private struct Question: Hashable {
    var letters: [Int]
    var taken: [UInt16]
  }

  private struct Known {
    var costs: [Question: Int32] = [:]
    var surcharges: [Question: [UInt16: Int32]] = [:]

    /// Forgets everything once there is too much.
    mutating func makeRoom() {
      if costs.count >= RhymePlans.mostKept { costs.removeAll(keepingCapacity: true) }
      if surcharges.count >= RhymePlans.mostKept { surcharges.removeAll(keepingCapacity: true) }
    }
  }

  /// The number of answers of each kind that are kept.
  private static let mostKept = 20_000

  private let letters: [RhymeLetter]
  private let differ: Bool
  private let tree: WordTree
  /// For each letter the rhymes among its choices.
  private let rhymes: [Set<UInt16>]
  private let known = Mutex(Known())

  /// Makes the plans.
  ///
  /// - Parameters:
  ///   - letters: the letters.
  ///   - differ: false if letters may have the same rhyme.
  ///   - tree: the words.
  init(_ letters: [RhymeLetter], differ: Bool, _ tree: WordTree) {
    (self.letters, self.differ, self.tree) = (letters, differ, tree)
    rhymes = letters.map { letter in
      Set(letter.choices.lazy.flatMap { tree.rhymeSets[Int($0.rhymes)] })
    }
  }

  /// Returns the cost of the lines of some letters.
  ///
  /// - Parameters:
  ///   - numbers: the letters.
  ///   - taken: rhymes that they must not have.
  /// - Returns: the cost; `LineRules.never` if there are too few rhymes.
  func cost(of numbers: [Int], without taken: [UInt16]) -> Int32 {
    let question = question(numbers, taken)
    if let cost = known.withLock({ $0.costs[question] }) { return cost }
    let cost = assignment(question).cost
    known.withLock {
      $0.makeRoom()
      $0.costs[question] = cost
    }
    return cost
  }

  /// Returns the additional costs of the letters after one if they must also avoid the rhymes of a set: for the sets that
  /// change the cost, by their numbers.
  ///
  /// - Parameters:
  ///   - letter: the letter.
  ///   - taken: rhymes that the others must not have in any case.
  /// - Returns: the additional costs; `LineRules.never` if there are too few rhymes then.
  func surcharges(after letter: Int, without taken: [UInt16]) -> [UInt16: Int32] {
    let question = question(Array(letters.indices.dropFirst(letter + 1)), taken)
    if let surcharges = known.withLock({ $0.surcharges[question] }) { return surcharges }
    let wanted = assignment(question)
    var surcharges: [UInt16: Int32] = [:]
    for set in wanted.rhymes.lazy.flatMap({ self.tree.setsOfRhyme[Int($0)] })
    where surcharges[set] == nil {
      let without = cost(
        of: question.letters, without: question.taken + tree.rhymeSets[Int(set)])
      surcharges[set] = without < LineRules.never ? without - wanted.cost : LineRules.never
    }
    known.withLock { [surcharges] in
      $0.makeRoom()
      $0.surcharges[question] = surcharges
    }
    return surcharges
  }

  private func question(_ numbers: [Int], _ taken: [UInt16]) -> Question {
    guard differ else { return Question(letters: numbers, taken: []) }
    let matter = taken.filter { rhyme in numbers.contains { rhymes[$0].contains(rhyme) } }
    return Question(letters: numbers, taken: Set(matter).sorted())
  }

  private func assignment(_ question: Question) -> RhymeAssignment {
    RhymeAssignment(
      question.letters.map { letters[$0] }, without: question.taken, differ: differ, tree)
  }
}
