/// Letters with accents that may be written without them, by language.
enum AccentTables {
  /// For each language the letters in lower case: the reading, and what it may stand for. Each letter of a reading
  /// is one too, if only for itself.
  private static let letters: [(name: String, rules: [(String, String)])] = [
    (
      "czech",
      [
        ("a", "a á"), ("c", "c č"), ("d", "d ď"), ("e", "e é ě"), ("i", "i í"), ("n", "n ň"),
        ("o", "o ó"), ("r", "r ř"), ("s", "s š"), ("t", "t ť"), ("u", "u ú ů"), ("y", "y ý"),
        ("z", "z ž"),
      ]
    ),
    (
      "french",
      [
        ("a", "a à â"), ("ae", "æ"), ("c", "c ç"), ("e", "e é è ê ë"), ("i", "i î ï"),
        ("o", "o ô"), ("oe", "œ"), ("u", "u ù û ü"), ("y", "y ÿ"),
      ]
    ),
    (
      "german",
      [
        ("a", "a ä"), ("ae", "ä"), ("e", "e"), ("o", "o ö"), ("oe", "ö"), ("s", "s"),
        ("ss", "ß"), ("u", "u ü"), ("ue", "ü"),
      ]
    ),
    (
      "spanish",
      [
        ("a", "a á"), ("e", "e é"), ("i", "i í"), ("n", "n ñ"), ("o", "o ó"), ("u", "u ú ü"),
      ]
    ),
    (
      "vietnamese",
      [
        ("a", "a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ"), ("d", "d đ"),
        ("e", "e è ẻ ẽ é ẹ ê ề ể ễ ế ệ"), ("i", "i ì ỉ ĩ í ị"),
        ("o", "o ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ"), ("u", "u ù ủ ũ ú ụ ư ừ ử ữ ứ ự"),
        ("y", "y ỳ ỷ ỹ ý ỵ"),
      ]
    ),
  ]

  /// The names of the languages.
  static var names: [String] { letters.map(\.name) }

  /// Returns the table of a language, in lower case, upper case and with a capital.
  static func table(_ name: String) -> ReadingTable? {
    guard let rules = letters.first(where: { $0.name == name })?.rules else { return nil }
    var table = ReadingTable()
    for (reading, texts) in rules {
      for text in texts.split(separator: " ").map(String.init) {
        // The upper case of ß is SS by Unicode.
        let capital = text == "ß" ? "ẞ" : text.uppercased()
        table.add(text, to: reading)
        table.add(capital, to: reading.uppercased())
        if reading.count > 1 && text != "ß" { table.add(capital, to: reading.capitalized) }
      }
    }
    return table
  }
}

extension String {
  /// The first letter in upper case.
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
