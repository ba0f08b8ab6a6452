/// Returns the warning about text that the vocabulary lacks.
///
/// - Parameters:
///   - unknown: the number of unknown tokens.
///   - tokens: the total number of tokens.
///   - purpose: the purpose of the text.
/// - Returns: at most one line; none if no token is unknown.
func unknownWarning(
  _ unknown: Int, of tokens: Int, to purpose: String = "measure on"
) -> [String] {
  guard unknown > 0 else { return [] }
  return [
    "\(unknown) of \(tokens) tokens to \(purpose) are not in the vocabulary and read as <unk>; do not "
      + "compare these losses with those of other models"
  ]
}
