/// The warning about text that the vocabulary does not have; none where it has all of it.
///
/// - Parameters:
///   - unknown: how many tokens are unknown.
///   - tokens: how many there are.
///   - purpose: what the text is for.
/// - Returns: at most one line.
func unknownWarning(
  _ unknown: Int, of tokens: Int, to purpose: String = "measure on"
) -> [String] {
  guard unknown > 0 else { return [] }
  return [
    "\(unknown) of \(tokens) tokens to \(purpose) are not in the vocabulary and read as <unk>; do not "
      + "compare these losses with those of other models"
  ]
}
