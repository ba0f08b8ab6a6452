extension RandomAccessCollection where Index == Int {
  /// Returns the first index from which a monotonic predicate holds.
  package func partitioning(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
