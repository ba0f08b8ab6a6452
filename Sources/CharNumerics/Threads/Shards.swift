/// Values processed in parallel, each owned by one thread at a time.
///
/// Value i is created and visited by thread i mod `threads` (the caller is thread 0), so that
/// thread-bound parts of a value, such as products, stay there. Results depend on the number of
/// values, never on the number of threads.
package final class Shards<Element> {
  private var elements: [Element?]
  /// The threads, for other work between visits.
  package let team: Team

  /// Creates `count` values, each on its thread.
  package init(count: Int, threads: Int, make: @Sendable (Int) -> Element) {
    precondition(count > 0 && threads > 0, "\(count) shards on \(threads) threads")
    elements = (0..<count).map { _ in nil }
    team = Team(threads: min(threads, count))
    team.forEach(&elements) { index, slot in slot = make(index) }
  }

  package var count: Int { elements.count }

  package subscript(index: Int) -> Element {
    guard let element = elements[index] else { preconditionFailure("shard \(index) was not made") }
    return element
  }

  /// Calls `body` with each value, in parallel, and returns when all are done.
  package func forEach(_ body: @Sendable (Int, inout Element) -> Void) {
    team.forEach(&elements) { index, slot in
      guard var element = slot.take() else { return }
      body(index, &element)
      slot = element
    }
  }
}
