extension SwiftFunction {
  /// Finds where a text is not one function with matching brackets.
  ///
  /// - Parameter text: the text.
  /// - Returns: the first fault; none if the text is a function.
  public func faults(in text: String) -> [FormFault] {
    var scanner = BracketScanner(text)
    return scanner.firstFault(deepest: depth).map { [$0] } ?? []
  }
}

/// Reads Swift code as far as brackets need it.
private struct BracketScanner {
  /// An open bracket or interpolation; the brace of the body is the first.
  private enum Open: Equatable {
    case bracket(closing: Character)
    /// Code within a string.
    case interpolation
  }

  private let characters: [Character]
  private var place = 0
  private var open: [Open] = []

  init(_ text: String) { characters = text.unicodeScalars.map(Character.init) }

  private var next: Character? { place < characters.count ? characters[place] : nil }

  private func looking(at text: String) -> Bool { characters[place...].starts(with: text) }

  private func fault(_ rule: String, _ reason: String) -> FormFault {
    let before = characters[..<min(place, characters.count)]
    let line = before.lazy.filter { $0 == "\n" }.count + 1
    let column = before.reversed().prefix { $0 != "\n" }.count + 1
    return FormFault(line: line, column: column, rule: rule, reason: reason)
  }

  mutating func firstFault(deepest: Int) -> FormFault? {
    guard let start = characters.indices.first(where: { characters[$0...].starts(with: "func ") })
    else { return fault("function", "the text has no func") }
    place = start + 5
    while let character = next {
      if open.count > deepest { return fault("depth", "brackets are nested too deeply") }
      switch character {
      case "(", "[", "{":
        let closing: Character = character == "(" ? ")" : character == "[" ? "]" : "}"
        open.append(.bracket(closing: closing))
        place += 1
      case ")" where open.last == .interpolation:
        open.removeLast()
        place += 1
        if let fault = skipString() { return fault }
      case ")", "]", "}":
        guard open.popLast() == .bracket(closing: character) else {
          return fault("brackets", "\(character) closes nothing")
        }
        place += 1
        if character == "}", open.isEmpty {
          return place == characters.count
            ? nil : fault("function", "the text goes on after the function")
        }
      case "\"":
        place += 1
        if let fault = skipString() { return fault }
      case "/" where looking(at: "//"):
        while let next, next != "\n" { place += 1 }
      case "/" where looking(at: "/*"):
        if let fault = skipComment() { return fault }
      default: place += 1
      }
    }
    return fault("brackets", "the text ends before the function")
  }

  /// Skips a string, or its first part up to code within it.
  private mutating func skipString() -> FormFault? {
    while let character = next {
      place += 1
      switch character {
      case "\"": return nil
      case "\n": return fault("strings", "a string does not end in its line")
      case "\\":
        if next == "(" { open.append(.interpolation) }
        place += 1
        if open.last == .interpolation, characters[place - 1] == "(" { return nil }
      default: break
      }
    }
    return fault("strings", "a string does not end")
  }

  private mutating func skipComment() -> FormFault? {
    var depth = 0
    while place < characters.count {
      if looking(at: "/*") {
        depth += 1
        place += 2
      } else if looking(at: "*/") {
        depth -= 1
        place += 2
        if depth == 0 { return nil }
      } else {
        place += 1
      }
    }
    return fault("comments", "a comment does not end")
  }
}
