/// Files that hold a JSON object a line.
package enum JSONLines {
  /// The longest line that is read, in bytes.
  package static let longestLine = 64 << 20

  /// Whether the name of a file says that it is one, compressed or not.
  package static func isNamed(_ path: String) -> Bool {
    RecordFormat.hasSuffix(path, [".jsonl", ".ndjson"])
  }
}
