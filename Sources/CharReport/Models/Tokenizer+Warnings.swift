package import CharText

extension Tokenizer {
  /// Returns warnings about parts of a text that the model does not represent.
  ///
  /// - Parameter text: the text.
  /// - Returns: the warnings; none if the model reads the text as it stands.
  package func warnings(about text: [UInt8]) -> [String] {
    var warnings: [String] = []
    let read = prepared(text)
    if read != text {
      let shown = Self.shown(String(decoding: read, as: UTF8.self))
      warnings.append("the model reads \(treatment): \(shown)")
    }
    let unknown = unknownPieces(in: String(decoding: text, as: UTF8.self))
    guard !unknown.isEmpty else { return warnings }
    switch configuration.unknown {
    case .unk:
      warnings.append(
        "the model has never seen \(CharacterName.list(unknown)); reading <unk> instead"
          + (unknown.contains("\\") ? Self.escapeAdvice(text) : ""))
    case .bytes:
      warnings.append("the model has never seen \(CharacterName.list(unknown)); spelling by bytes")
    case .error: break  // Encoding says it.
    }
    return warnings
  }

  /// Returns a warning about a stop string that can never occur in the model's output.
  ///
  /// - Parameter stop: the stop string.
  /// - Returns: the warning, which begins with the string; nil if it may occur.
  package func warning(aboutStop stop: String) -> String? {
    // A vocabulary with bytes can spell any text.
    guard !vocabulary.spellsBytes else { return nil }
    var known: Set<Unicode.Scalar> = []
    for case .piece(let piece) in vocabulary.entries {
      known.formUnion(String(decoding: piece, as: UTF8.self).unicodeScalars)
    }
    var missing: [String] = []
    for scalar in normalized(stop).unicodeScalars where known.insert(scalar).inserted {
      missing.append(String(scalar))
    }
    guard !missing.isEmpty else { return nil }
    return "\(Self.shown(stop)) can never occur: the model does not know "
      + CharacterName.list(missing) + (missing.contains("\\") ? Self.escapeAdvice(stop.utf8) : "")
  }

  /// Returns advice if an escape was intended, which a shell passes on as two characters.
  private static func escapeAdvice(_ text: some Sequence<UInt8>) -> String {
    let isEscape = String(decoding: Array(text), as: UTF8.self).contains(/\\[nrt]/)
    return isEscape ? "; in most shells $'\\n' is a line end, and '\\n' a backslash and an n" : ""
  }

  /// Returns the start of a text in one line.
  private static func shown(_ text: String) -> String {
    let line = text.prefix(60).map { $0.isNewline ? "⏎" : String($0) }.joined()
    return line + (text.count > 60 ? "…" : "")
  }
}
