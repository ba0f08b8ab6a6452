import CharReport
import CharText

extension UnknownTokens {
  /// Warns if there were unknown tokens.
  ///
  /// - Parameter consequence: the consequence of unknown tokens.
  func warn(_ consequence: String) {
    guard unknown > 0 else { return }
    let advice = betterForm.map {
      "; nearly all of them are known in \($0.rawValue.uppercased()): convert the text, for example "
        + "with charlm corpus clean --normalize \($0.rawValue)"
    }
    Self.warn(unknown, of: tokens, consequence + (advice ?? ""))
  }

  /// Warns about known counts.
  static func warn(_ unknown: Int, of tokens: Int, _ consequence: String) {
    guard unknown > 0 else { return }
    Console.warning(
      "\(unknown.grouped) of \(tokens.counted("token is", "tokens are")) unknown to the model and "
        + "read as <unk>; \(consequence)")
  }
}
