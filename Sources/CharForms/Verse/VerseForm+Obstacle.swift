extension VerseForm {
  /// Says why no poem of the form can be written in an alphabet.
  func obstacle(in alphabet: Alphabet) -> String {
    let whose = alphabet == .all ? "" : " with the characters of the model"
    if let mark = lines.lazy.flatMap(\.end).first(where: { alphabet.cost(of: $0) == nil }) {
      let name = mark.contains("\n") ? "a line break" : mark.first.map { "\($0)" } ?? "a mark"
      return "the form needs \(name), which the model does not know"
    }
    var bare = self
    bare.words = []
    bare.bannedWords = []
    guard !VerseConstraint.exists(bare, alphabet) else {
      return "the poem cannot have \(names(words)) and keep the form\(whose)"
    }
    bare.acrostic = ""
    if VerseConstraint.exists(bare, alphabet) {
      return "the acrostic \(acrostic) does not fit\(whose)\(unfit(bare, alphabet))"
    }
    bare.rhymeNames = []
    if VerseConstraint.exists(bare, alphabet) {
      return "no lines of the form can rhyme with \(names(rhymeNames))\(whose)"
    }
    bare.distinct = nil
    if VerseConstraint.exists(bare, alphabet) {
      return "there are too few characters to repeat none\(whose)"
    }
    return "no poem of the form can be written\(whose)"
  }

  private func names(_ texts: [String]) -> String {
    texts.isEmpty ? "no banned phrase" : texts.joined(separator: ", ")
  }

  /// Names the first character of the acrostic that does not fit on its own.
  private func unfit(_ bare: VerseForm, _ alphabet: Alphabet) -> String {
    for (place, line) in ownLines.enumerated() {
      guard let scalar = given(line) else { continue }
      var alone = bare
      alone.acrostic = String(repeating: "_", count: place) + String(scalar)
      if !VerseConstraint.exists(alone, alphabet) {
        return ": \(scalar) cannot start line \(line + 1)"
      }
    }
    return " in any one pattern"
  }
}
