/// The warning about text to measure on that the vocabulary does not have; none where it has all of it.
///
/// - Parameters:
///   - unknown: how many tokens are unknown.
///   - tokens: how many are predicted.
/// - Returns: at most one line.
func unknownWarning(_ unknown: Int, of tokens: Int) -> [String] {
  guard unknown > 0 else { return [] }
  return [
    "\(unknown) of \(tokens) tokens to measure on are not in the vocabulary and read as <unk>; do not "
      + "compare these losses with those of other models"
  ]
}
