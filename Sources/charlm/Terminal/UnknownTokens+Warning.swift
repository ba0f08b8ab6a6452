import CharIO
import CharReport
import CharText

extension UnknownTokens {
  /// Warns if there were unknown tokens.
  ///
  /// - Parameters:
  ///   - consequence: the consequence of unknown tokens.
  ///   - model: the model, where there may be several.
  func warn(_ consequence: String, model: String? = nil) {
    guard unknown > 0 else { return }
    let advice = betterForm.map {
      "; nearly all of them are known in \($0.rawValue.uppercased()): convert the text, for example "
        + "with charlm corpus clean --normalize \($0.rawValue)"
    }
    Self.warn(unknown, of: tokens, consequence + (advice ?? ""), model: model)
  }

  /// Warns about known counts.
  static func warn(
    _ unknown: Int, of tokens: Int, _ consequence: String, model: String? = nil
  ) {
    if let text = warning(unknown, of: tokens, consequence, model: model) { Console.warning(text) }
  }
}
