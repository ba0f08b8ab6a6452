import CharIO
import CharReport

extension Console {
  /// Writes a warning to standard error.
  static func warning(_ text: String) {
    note("charlm: \(paint("warning", 33)): \(text.withFlags.withoutControls)")
  }

  /// Writes warnings to standard error.
  static func warn(_ warnings: [String]) {
    for text in warnings { warning(text) }
  }

  /// Writes the error that ends the command.
  static func error(_ text: String) {
    note("charlm: \(paint("error", 31)): \(text.withoutControls)")
  }
}

extension ProgramWords {
  /// The words of this command: flags.
  static let command = ProgramWords(wording: { $0.withFlags }, warning: { Console.warning($0) })
}
