/// A syllable of pinyin without its tone, with v for ü.
struct PinyinSyllable: Sendable {
  let letters: String

  /// The ways to write it without a tone.
  var withoutTone: [String] {
    guard letters.contains("v") else { return [letters] }
    var forms = [letters, spelled("ü"), spelled("u:")]
    // lüe and nüe are often typed as lue and nue, which are no other syllables.
    if letters.hasSuffix("ve") { forms.append(spelled("u")) }
    return forms
  }

  /// Returns the ways to write it with a tone.
  ///
  /// - Parameter tone: 1 to 4, or 5 for the neutral tone.
  /// - Returns: with the number, and with the mark.
  func withTone(_ tone: Int) -> [String] {
    let numbers = tone == 5 ? "50" : "\(tone)"
    let numbered = withoutTone.flatMap { form in numbers.map { "\(form)\($0)" } }
    return tone == 5 ? numbered : numbered + [marked(tone)]
  }

  /// The ways to write its initial alone.
  var initials: [String] {
    letters.dropFirst().first == "h" && letters.count > 2
      ? [String(letters.prefix(2)), String(letters.prefix(1))] : [String(letters.prefix(1))]
  }

  private func spelled(_ umlaut: String) -> String {
    letters.map { $0 == "v" ? umlaut : String($0) }.joined()
  }

  /// The syllable with the mark of a tone: on a or e, on the o of ou, or else on the last vowel.
  private func marked(_ tone: Int) -> String {
    let place =
      letters.firstIndex { $0 == "a" || $0 == "e" }
      ?? letters.firstRange(of: "ou")?.lowerBound
      ?? letters.lastIndex { Self.vowels.keys.contains($0) }
    return letters.indices.map { index in
      guard index == place, let marks = Self.vowels[letters[index]] else {
        return letters[index] == "v" ? "ü" : String(letters[index])
      }
      return String(marks[marks.index(marks.startIndex, offsetBy: tone - 1)])
    }.joined()
  }

  private static let vowels: [Character: String] = [
    "a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "v": "ǖǘǚǜ",
  ]
}
