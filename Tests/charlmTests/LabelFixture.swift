import Testing

/// Labeled text of a few lines, and runs that take no time.
enum TinyLabels {
  /// Every full stop is to follow an e, every comma an a; the rest is O.
  static let columns = String(
    repeating: """
      今\tO
      天\t，
      好\t。

      天\tO
      好\t。

      好\tO
      今\t，

      """ + "\n", count: 12)

  /// Two languages.
  static let lines = String(
    repeating: """
      de\tdas ist ein satz
      en\tthis is a sentence
      de\tund noch einer
      en\tand one more

      """, count: 8)

  static let flags = [
    "--hidden", "8", "--embedding", "8", "--layers", "1", "--batch", "4", "--threads", "1",
  ]
}

extension Scratch {
  /// Trains a tagger on the columns and returns its directory.
  func tagger(_ flags: String...) throws -> String {
    let file = try file("train.tsv", TinyLabels.columns)
    let command = try Command(
      ["tag", "train", file, "--out", path("tagger"), "--steps", "40", "--rate", "0.03"]
        + TinyLabels.flags + flags)
    try #require(command.status == 0, "\(command.errors)")
    return path("tagger")
  }

  /// Trains a classifier on the lines and returns its directory.
  func classifier(_ flags: String...) throws -> String {
    let file = try file("train.txt", TinyLabels.lines)
    let command = try Command(
      ["classify", "train", file, "--out", path("classifier"), "--steps", "40", "--rate", "0.03"]
        + TinyLabels.flags + flags)
    try #require(command.status == 0, "\(command.errors)")
    return path("classifier")
  }
}
