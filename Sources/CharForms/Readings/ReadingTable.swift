/// A table from readings to the texts that each may stand for: syllables and characters, letters without accents and
/// letters with them, misspellings and words.
///
///     var table = ReadingTable()
///     table.add("先", to: "xian")
///     table.add("安", to: "an")
///     table.add("西", to: "xi")
public struct ReadingTable: Sendable, Equatable {
  /// A text that a reading may stand for.
  public struct Alternative: Sendable, Equatable {
    /// The text; empty if the reading writes nothing, as a separator does.
    public var text: String
    /// The score of the text, in nats, at most 0: ln of how often it is written like this.
    public var score: Double
  }

  /// The score of a character that is kept though readings have it.
  public static let scoreOfCopy = -12.0

  /// The alternatives of each reading.
  public private(set) var readings: [String: [Alternative]] = [:]
  /// True if readings are recognized in upper and lower case.
  public let ignoresCase: Bool

  /// Makes an empty table.
  ///
  /// - Parameter ignoresCase: whether readings, which are given in lower case, are recognized in upper case too.
  public init(ignoringCase ignoresCase: Bool = false) { self.ignoresCase = ignoresCase }

  /// Adds a text that a reading may stand for.
  ///
  /// - Parameters:
  ///   - text: the text; empty if the reading writes nothing.
  ///   - score: its score in nats, at most 0.
  ///   - reading: at least one character.
  public mutating func add(_ text: String, score: Double = 0, to reading: String) {
    precondition(!reading.isEmpty && score <= 0, "reading \"\(reading)\", score \(score)")
    readings[reading, default: []].append(Alternative(text: text, score: score))
  }
}
