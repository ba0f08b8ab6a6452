internal import CharText

/// A token that may follow a hypothesis.
struct Candidate: Sendable {
  /// The order of choice, the largest first.
  var key: Double
  /// The score that the token adds to the hypothesis.
  var gain: Double
  /// The place of the hypothesis in its group.
  var place: Int
  var token: Token
  var tag: Int

  /// True if this candidate is chosen before another one. No two are equal, so a choice is reproducible.
  func precedes(_ other: Candidate) -> Bool {
    if key != other.key { return key > other.key }
    if place != other.place { return place < other.place }
    return token != other.token ? token < other.token : tag < other.tag
  }
}

/// The best of the candidates that are offered, up to a number.
///
/// A heap whose root is the worst of them: most candidates are refused by one comparison.
struct BestCandidates: Sendable {
  let capacity: Int
  private var heap: [Candidate] = []

  init(capacity: Int) { self.capacity = capacity }

  var isEmpty: Bool { heap.isEmpty }

  /// Candidates with a smaller key are refused.
  var threshold: Double { heap.count < capacity ? -.infinity : heap[0].key }

  mutating func removeAll() { heap.removeAll(keepingCapacity: true) }

  mutating func offer(_ candidate: Candidate) {
    if heap.count < capacity {
      heap.append(candidate)
      rise()
    } else if candidate.precedes(heap[0]) {
      heap[0] = candidate
      sink()
    }
  }

  /// The candidates, the best first.
  func sorted() -> [Candidate] { heap.sorted { $0.precedes($1) } }

  private mutating func rise() {
    var place = heap.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard heap[parent].precedes(heap[place]) else { return }
      heap.swapAt(parent, place)
      place = parent
    }
  }

  private mutating func sink() {
    var place = 0
    while 2 * place + 1 < heap.count {
      var child = 2 * place + 1
      if child + 1 < heap.count, heap[child].precedes(heap[child + 1]) { child += 1 }
      guard heap[place].precedes(heap[child]) else { return }
      heap.swapAt(place, child)
      place = child
    }
  }
}
