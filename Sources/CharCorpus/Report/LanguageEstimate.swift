internal import CharText

/// An estimate of the languages of a text, in windows of about a line.
///
/// The script decides if it identifies the language. Languages that share a script are
/// distinguished by frequent short words and characteristic letters; a window without a clear
/// winner counts for its script.
package struct LanguageEstimate {
  private static let entries = LanguageTable.entries
  private static let words = Marks(words: true)
  private static let characters = Marks(words: false)
  /// The number of letters after which a line end closes the window, and the maximum.
  private static let (windowSize, windowLimit) = (160, 4000)

  private let scripts = Scripts.shared
  private var counts: [String: Int] = [:]
  private var undecidedHan = 0

  // The window that is being read.
  private var letters: [Int]
  private var total = 0
  /// Scores of each language for short words and for characters.
  private var wordScores = [Float](repeating: 0, count: entries.count)
  private var characterScores = [Float](repeating: 0, count: entries.count)
  private var (simplified, traditional) = (0, 0)
  private var word = StreamHash()
  private var wordLength = 0

  private let isSimplified = Set(LanguageTable.simplified.unicodeScalars.map(\.value))
  private let isTraditional = Set(LanguageTable.traditional.unicodeScalars.map(\.value))
  private let isShared: [Bool]
  private let places: [String: Int]
  private let latin: Int

  private init() {
    letters = [Int](repeating: 0, count: scripts.names.count)
    places = Dictionary(uniqueKeysWithValues: scripts.names.enumerated().map { ($1, $0) })
    latin = places["Latin"] ?? 0
    let names: Set = ["Common", "Unknown"]
    isShared = scripts.names.map { names.contains($0) }
  }

  /// Returns the shares of the languages among all letters.
  package static func shares(of tokens: [UInt32]) -> [CorpusReport.Share] {
    var estimate = LanguageEstimate()
    for token in tokens { estimate.pass(token) }
    estimate.closeWindow()
    estimate.decideHan()
    estimate.dropTraces()
    return CorpusReport.Share.all(estimate.counts.map { ($0.key, $0.value) })
  }

  private mutating func pass(_ token: UInt32) {
    guard token != TokenSample.boundary, token != UInt32(ASCII.lineFeed) else {
      closeWord()
      if total >= Self.windowSize { closeWindow() }
      return
    }
    let scalar = Self.lowercase(token)
    let script = scripts.index(of: scalar)
    guard !isShared[script] else {
      closeWord()
      addCharacter(scalar)
      if total >= Self.windowLimit { closeWindow() }
      return
    }
    letters[script] += 1
    total += 1
    word.add(UInt64(scalar))
    wordLength += 1
    guard scalar > 0x7F else { return }
    addCharacter(scalar)
    if scalar >= 0x4E00, scalar < 0xA000 {
      if isSimplified.contains(scalar) { simplified += 1 }
      if isTraditional.contains(scalar) { traditional += 1 }
    }
  }

  @inline(__always)
  private static func lowercase(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar &- 0x41 < 26 ? scalar | 0x20 : scalar }
    return scalar < 0x530 ? UTF8Proc.lowercase(scalar) : scalar
  }

  private mutating func closeWord() {
    guard wordLength > 0 else { return }
    if wordLength <= 10, let owners = Self.words.owners[word.value] {
      // A word shared by several languages is weaker evidence, as is a single Latin letter.
      let weight: Float = wordLength == 1 && letters[latin] > 0 ? 0.25 : 1
      for owner in owners { wordScores[owner] += weight / Float(owners.count) }
    }
    word = StreamHash()
    wordLength = 0
  }

  private mutating func addCharacter(_ scalar: UInt32) {
    guard scalar > 0x7F, let owners = Self.characters.owners[UInt64(scalar)] else { return }
    for owner in owners { characterScores[owner] += 0.5 / Float(owners.count) }
  }

  private mutating func closeWindow() {
    guard total > 0 else { return }
    let han = count("Han")
    let kana = count("Hiragana") + count("Katakana")
    for (script, number) in letters.enumerated() where number > 0 {
      let name = scripts.names[script]
      switch name {
      case "Inherited": break
      case "Han", "Hiragana", "Katakana":
        if kana * 20 >= han + kana {
          counts["Japanese", default: 0] += number
        } else if name != "Han" {
          counts["Japanese", default: 0] += number
        } else if simplified > 2 * traditional {
          counts["Chinese, simplified", default: 0] += number
        } else if traditional > 2 * simplified {
          counts["Chinese, traditional", default: 0] += number
        } else {
          undecidedHan += number
        }
      default:
        let language = LanguageTable.scripts[name] ?? best(of: name, number)
        counts[language, default: 0] += number
      }
      letters[script] = 0
    }
    total = 0
    for index in wordScores.indices { (wordScores[index], characterScores[index]) = (0, 0) }
    (simplified, traditional) = (0, 0)
  }

  private func count(_ name: String) -> Int { places[name].map { letters[$0] } ?? 0 }

  /// Returns the language of a script with by far the highest score in the window.
  private func best(of script: String, _ letters: Int) -> String {
    let candidates = Self.entries.indices.filter { Self.entries[$0].script == script }
      .sorted { score($0) > score($1) }
    let other = Self.other(script)
    guard let first = candidates.first else { return other }
    let second = candidates.dropFirst().first.map { score($0) } ?? 0
    // In running text about every third word is a frequent one.
    let enough = max(1, Float(letters) / 80)
    return wordScores[first] >= enough && score(first) > 1.15 * second
      ? Self.entries[first].name : other
  }

  private func score(_ language: Int) -> Float {
    wordScores[language] + characterScores[language]
  }

  /// A language with less than a thousandth of the text is likely an error.
  private mutating func dropTraces() {
    let all = counts.values.reduce(0, +)
    for entry in Self.entries {
      guard let count = counts[entry.name], count * 1000 < all else { continue }
      counts[entry.name] = nil
      counts[Self.other(entry.script), default: 0] += count
    }
  }

  private static func other(_ script: String) -> String {
    "other, \(script.replacing("_", with: " ")) script"
  }

  /// Assigns Chinese windows without distinguishing characters to the variant of the rest.
  private mutating func decideHan() {
    let (simple, old) = (counts["Chinese, simplified"] ?? 0, counts["Chinese, traditional"] ?? 0)
    guard undecidedHan > 0 else { return }
    let name =
      simple > 4 * old && simple > 0
      ? "Chinese, simplified" : old > 4 * simple ? "Chinese, traditional" : "Chinese"
    counts[name, default: 0] += undecidedHan
  }
}

/// Words or characters, with the languages that they indicate.
private struct Marks {
  private(set) var owners: [UInt64: [Int]] = [:]

  init(words: Bool) {
    for (index, entry) in LanguageTable.entries.enumerated() {
      if words {
        for word in Set(entry.words.split(separator: " ")) {
          var hash = StreamHash()
          for scalar in word.unicodeScalars { hash.add(UInt64(scalar.value)) }
          owners[hash.value, default: []].append(index)
        }
      } else {
        for scalar in Set(entry.characters.unicodeScalars) {
          owners[UInt64(scalar.value), default: []].append(index)
        }
      }
    }
  }
}
