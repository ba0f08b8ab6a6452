extension RandomAccessCollection where Index == Int {
  /// The first index at which something holds that holds of all elements from there on.
  package func partitioning(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
