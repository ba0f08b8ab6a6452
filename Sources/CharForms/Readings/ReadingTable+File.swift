extension ReadingTable {
  /// Reads a table from text.
  ///
  /// Each line has a reading and the texts that it may stand for, separated by spaces or tabs; a reading without
  /// texts writes nothing. A negative number after a text is its score in nats. `\s`, `\t`, `\#`, `\-` and `\\` are
  /// a space, a tab, and the characters themselves; empty lines and lines that start with `#` mean nothing.
  ///
  ///     # German
  ///     a  a ä
  ///     ae ä
  ///     e  e
  ///
  /// - Parameter text: the text.
  /// - Throws: ``ReadingTableError`` for the first line that is wrong, and if there is no reading.
  public init(parsing text: String) throws(ReadingTableError) {
    self.init()
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      var fields = ReadingFields(line, number: number)
      guard let reading = try fields.next(), !line.starts(with: "#") else { continue }
      if reading.score != nil {
        throw fields.error("expected a reading, found a number; write \\- for a minus", at: reading)
      }
      var last: ReadingFields.Field?
      while let field = try fields.next() {
        if let score = field.score {
          guard let text = last else {
            throw fields.error("expected a text before its score", at: field)
          }
          guard score.isFinite, score <= 0 else {
            throw fields.error("score \(field.text) is out of range; give 0 or less", at: field)
          }
          add(text.text, score: score, to: reading.text)
          last = nil
          continue
        }
        if let last { add(last.text, to: reading.text) }
        last = field
      }
      if let last {
        add(last.text, to: reading.text)
      } else if readings[reading.text] == nil {
        add("", to: reading.text)
      }
    }
    guard !readings.isEmpty else {
      throw ReadingTableError(problem: "the table has no readings", line: 1, column: 1)
    }
  }
}

/// The fields of a line of a table of readings.
private struct ReadingFields {
  struct Field {
    var text: String
    /// The number that it is, unless a part of it is escaped.
    var score: Double?
    var column: Int
  }

  private var rest: Substring
  private let number: Int
  private var column = 1

  init(_ line: Substring, number: Int) { (rest, self.number) = (line, number) }

  func error(_ problem: String, at field: Field) -> ReadingTableError {
    ReadingTableError(problem: problem, line: number, column: field.column)
  }

  private mutating func take() -> Character? {
    guard let character = rest.popFirst() else { return nil }
    column += 1
    return character
  }

  /// Reads a field; nil at the end of the line.
  mutating func next() throws(ReadingTableError) -> Field? {
    while let first = rest.first, first == " " || first == "\t" { _ = take() }
    let start = column
    var (text, isEscaped) = ("", false)
    while let first = rest.first, first != " ", first != "\t" {
      let place = column
      _ = take()
      guard first == "\\" else {
        if first.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
          throw ReadingTableError(
            problem: "a control character cannot be part of a reading or a text", line: number,
            column: place)
        }
        text.append(first)
        continue
      }
      isEscaped = true
      switch take() {
      case "s": text.append(" ")
      case "t": text.append("\t")
      case "#", "-", "\\": text.append(rest.base[rest.base.index(before: rest.startIndex)])
      case let other:
        throw ReadingTableError(
          problem: "\\\(other.map(String.init) ?? "") is no escape; use \\s, \\t, \\#, \\- or \\\\",
          line: number, column: place)
      }
    }
    guard column > start else { return nil }
    let score = isEscaped || !text.hasPrefix("-") && !text.hasPrefix("+") ? nil : Double(text)
    return Field(text: text, score: score, column: start)
  }
}
