/// Files with one JSON object per line.
package enum JSONLines {
  /// The maximum length of a line in bytes.
  package static let longestLine = 64 << 20

  /// Returns whether a file name has an extension of JSON Lines, compressed or not.
  package static func isNamed(_ path: String) -> Bool {
    RecordFormat.hasSuffix(path, [".jsonl", ".ndjson"])
  }
}
