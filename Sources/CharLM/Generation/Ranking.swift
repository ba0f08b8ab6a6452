/// Tokens from the largest value to the smallest, one at a time; of equal values the smaller token first.
///
/// A heap: the first k of n tokens take n + k log n steps, and no memory after the first use.
struct Ranking: Sendable {
  private var values: [Double] = []
  /// A heap of the tokens that are not taken yet, then those that are.
  private var heap: [Int] = []
  private var count = 0

  /// The tokens that are not taken yet, in no order.
  var rest: ArraySlice<Int> { heap[..<count] }

  /// Ranks tokens from 0 on by their values.
  mutating func start(_ count: Int, by value: (Int) -> Double) {
    self.count = count
    values.removeAll(keepingCapacity: true)
    heap.removeAll(keepingCapacity: true)
    for token in 0..<count {
      values.append(value(token))
      heap.append(token)
    }
    for place in (0..<count / 2).reversed() { sink(place) }
  }

  /// Takes the first of the tokens that are left.
  mutating func next() -> Int? {
    guard count > 0 else { return nil }
    count -= 1
    heap.swapAt(0, count)
    sink(0)
    return heap[count]
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    values[a] != values[b] ? values[a] > values[b] : a < b
  }

  /// Moves a token down until no token below it comes first.
  private mutating func sink(_ start: Int) {
    var place = start
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count, isBefore(heap[child + 1], heap[child]) { child += 1 }
      guard isBefore(heap[child], heap[place]) else { return }
      heap.swapAt(child, place)
      place = child
    }
  }
}
