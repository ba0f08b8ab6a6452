/// Continuations to choose from; one is chosen.
package struct Suggestions: Equatable, Sendable {
  /// The continuations, different from each other.
  package private(set) var candidates: [String]
  /// The index of the chosen one.
  package private(set) var chosen = 0

  /// Offers continuations.
  ///
  /// - Parameter candidates: at least one.
  package init(_ candidates: [String]) {
    precondition(!candidates.isEmpty, "no continuations")
    self.candidates = candidates
  }

  /// The chosen continuation.
  package var text: String { candidates[chosen] }

  /// Chooses a neighbor of the chosen one, around the ends.
  ///
  /// - Parameter offset: 1 for the next, -1 for the one before.
  package mutating func choose(by offset: Int) {
    chosen = ((chosen + offset) % candidates.count + candidates.count) % candidates.count
  }

  /// Accepts the start of the chosen continuation.
  ///
  /// - Parameter grain: how much; nil = all.
  /// - Returns: what is accepted, and the suggestions that are left: the rests of those that start with it.
  package func accepting(_ grain: WritingGrain?) -> (text: String, rest: Suggestions?) {
    let characters = Array(text)
    let count = grain.map { $0.end(in: characters) ?? characters.count } ?? characters.count
    let accepted = String(characters[..<count])
    return (accepted, rest(after: accepted))
  }

  /// Returns what is left when a text was typed; nil if the chosen continuation does not start with it.
  ///
  /// - Parameter typed: the text.
  /// - Returns: the suggestions that are left.
  package func following(_ typed: String) -> Suggestions? {
    text.hasPrefix(typed) ? rest(after: typed) : nil
  }

  private func rest(after start: String) -> Suggestions? {
    guard text.count > start.count else { return nil }
    var rest: [String] = []
    var place = 0
    for (index, candidate) in candidates.enumerated() where candidate.hasPrefix(start) {
      let text = String(candidate.dropFirst(start.count))
      guard !text.isEmpty, index == chosen || !rest.contains(text) else { continue }
      if index == chosen { place = rest.count }
      rest.append(text)
    }
    var suggestions = Suggestions(rest)
    suggestions.chosen = place
    return suggestions
  }
}
