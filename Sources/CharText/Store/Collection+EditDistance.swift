extension Collection where Element: Equatable {
  /// Returns the least number of insertions, deletions and replacements that make another collection of this one
  /// (Levenshtein 1966).
  package func editDistance<Other: Collection>(to other: Other) -> Int
  where Other.Element == Element {
    var row = Array(0...other.count)
    for (i, element) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, another) in other.enumerated() {
        let replaced = diagonal + (element == another ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[other.count]
  }
}
