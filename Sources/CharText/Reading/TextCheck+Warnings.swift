extension TextCheck {
  /// Warnings about the text of one file: replaced bytes, a likely encoding.
  package var warnings: [String] {
    [InvalidUTF8Policy.warning(replaced: replaced, files: 1), warning].compactMap { $0 }
  }
}

extension TextCheck.Handling {
  /// Selects the handling of invalid UTF-8 for a kind of text.
  ///
  /// - Parameters:
  ///   - invalid: The treatment of bytes that are not UTF-8.
  ///   - text: The text settings of the model that reads it; nil = UTF-8 for no model.
  package init(_ invalid: InvalidUTF8Policy, _ text: TextConfiguration?) {
    let repaired: Self = invalid == .replace ? .replace : .fail
    self = text?.takesAnyBytes ?? false ? .pass : repaired
  }
}
