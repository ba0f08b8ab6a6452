internal import CharText
internal import Foundation

/// The limits of log10 numbers, such that no product of them overflows.
private enum ARPANumber {
  static let lowest = -100.0
  static let highestBackoff = 9.0
}

/// Reads the sections of an ARPA file.
struct ARPAReader {
  private var lines: ARPALines
  /// The number of grams of each length, from 1, as the header says.
  private var counts: [Int] = []

  init(_ file: [UInt8]) { lines = ARPALines(file) }

  /// A line of a section.
  private struct Entry {
    var words: [ArraySlice<UInt8>]
    var probability: Double
    var backoff: Double
    var line: Int
  }

  /// The words of the 1-grams.
  struct SingleGrams {
    let words: [(bytes: ArraySlice<UInt8>, line: Int)]
    /// The line of the section's end.
    let end: Int
    fileprivate let lines: ARPALines

    fileprivate init(
      words: [(bytes: ArraySlice<UInt8>, line: Int)], end: Int, lines: ARPALines
    ) {
      (self.words, self.end, self.lines) = (words, end, lines)
    }

    /// Makes the error of a word.
    func error(_ problem: String, _ word: ArraySlice<UInt8>, line: Int) -> ARPAError {
      ARPAError(problem, line: line, column: lines.column(of: word))
    }
  }

  /// A gram by its position in the level below and its last token.
  private struct Gram {
    var parent: Int32
    var token: Token
    var probability: Double
    var backoff: Double
    var line: Int
  }

  /// Reads the file.
  ///
  /// - Parameter makeWords: gives tokens to the 1-grams.
  /// - Returns: the model of these tokens.
  /// - Throws: `ARPAError` with line and column.
  mutating func read(
    _ makeWords: (SingleGrams) throws(ARPAError) -> ARPAWords
  ) throws(ARPAError) -> NGramModel {
    var heading = try readHeader()
    var single: [Entry] = []
    try readSection(1, &heading) { entry throws(ARPAError) in single.append(entry) }
    let words = try makeWords(
      SingleGrams(
        words: single.map { ($0.words[0], $0.line) }, end: lines.number, lines: lines))
    var levels = [Self.level(single, words)]
    let lines = lines
    for length in 2..<counts.count + 1 {
      var grams: [Gram] = []
      try readSection(length, &heading) { entry throws(ARPAError) in
        grams.append(try Self.gram(entry, words, levels, lines))
      }
      try Self.add(&grams, to: &levels, isLongest: length == counts.count)
    }
    guard heading.elementsEqual("\\end\\".utf8) else {
      throw ARPAError(
        "\\end\\ is missing; found \(ARPALines.shown(heading))", line: self.lines.number)
    }
    return NGramModel(levels: levels, vocabularySize: words.count)
  }

  // MARK: - Sections

  /// Reads up to the heading of the first section, which it returns.
  private mutating func readHeader() throws(ARPAError) -> ArraySlice<UInt8> {
    // Programs may write what they like before the header.
    while let line = lines.next(), !line.elementsEqual("\\data\\".utf8) {}
    while let line = lines.nextWithText() {
      guard line.starts(with: "ngram ".utf8) else {
        guard !counts.isEmpty else { break }
        return line
      }
      let parts = line.dropFirst(6).split(
        separator: UInt8(ascii: "="), omittingEmptySubsequences: false
      ).map { Int(String(decoding: $0.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)) }
      guard parts.count == 2, parts[0] == counts.count + 1, let count = parts[1], count >= 0 else {
        throw ARPAError(
          "expected ngram \(counts.count + 1)=COUNT, found \(ARPALines.shown(line))",
          line: lines.number)
      }
      counts.append(count)
      guard NGramCounts.orders.contains(counts.count) else {
        throw ARPAError(
          "grams of length \(counts.count); at most \(NGramCounts.orders.upperBound) are read",
          line: lines.number)
      }
    }
    throw ARPAError(
      "no \\data\\ with the numbers of n-grams before the first section; not an ARPA file",
      line: max(1, lines.number))
  }

  /// Reads the section of a length.
  ///
  /// - Parameters:
  ///   - length: the length.
  ///   - heading: the line that has to be its heading; receives that of the next section.
  ///   - add: takes the entries.
  /// - Throws: `ARPAError` with the line.
  private mutating func readSection(
    _ length: Int, _ heading: inout ArraySlice<UInt8>,
    _ add: (Entry) throws(ARPAError) -> Void
  ) throws(ARPAError) {
    guard heading.elementsEqual("\\\(length)-grams:".utf8) else {
      throw ARPAError(
        "expected \\\(length)-grams:, found \(ARPALines.shown(heading))", line: lines.number)
    }
    var count = 0
    while let line = lines.nextWithText() {
      guard line.first != UInt8(ascii: "\\") else {
        guard count == counts[length - 1] else {
          throw ARPAError(
            "\(count) \(length)-grams, but the header says \(counts[length - 1])",
            line: lines.number)
        }
        heading = line
        return
      }
      count += 1
      try add(try entry(line, length))
    }
    throw ARPAError(
      "the file ends inside \\\(length)-grams: after \(count) of \(counts[length - 1])",
      line: lines.number)
  }

  private func entry(
    _ line: ArraySlice<UInt8>, _ length: Int
  ) throws(ARPAError) -> Entry {
    let fields = ARPALines.fields(line)
    let isLongest = length == counts.count
    let most = isLongest ? length + 1 : length + 2
    guard (length + 1...most).contains(fields.count) else {
      throw ARPAError(
        "expected a log10 probability, \(length) \(length == 1 ? "word" : "words")"
          + (isLongest ? "" : " and a back-off weight or none")
          + ", found \(fields.count) fields", line: lines.number,
        column: lines.column(
          of: fields.count > most ? fields[most] : line[line.endIndex...]))
    }
    let probability = try number(fields[0], "probability", highest: 0)
    let backoff =
      fields.count > length + 1
      ? try number(fields[length + 1], "back-off weight", highest: ARPANumber.highestBackoff) : 0
    return Entry(
      words: Array(fields[1...length]), probability: pow(10, probability),
      backoff: pow(10, backoff), line: lines.number)
  }

  private func number(
    _ field: ArraySlice<UInt8>, _ name: String, highest: Double
  ) throws(ARPAError) -> Double {
    // Rounding may leave a little more than the certain event.
    guard let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite,
      value <= highest + 1e-5
    else {
      throw ARPAError(
        "the \(name) \(ARPALines.shown(field)) is not a log10 number up to \(Int(highest))",
        line: lines.number, column: lines.column(of: field))
    }
    return max(min(value, highest), ARPANumber.lowest)
  }

  // MARK: - Levels

  /// The level of single tokens, all of which are there.
  private static func level(_ entries: [Entry], _ words: ARPAWords) -> NGramLevel {
    let count = words.count
    var level = NGramLevel(
      probabilities: [Double](repeating: pow(10, ARPANumber.lowest), count: count),
      backoffs: [Double](repeating: 1, count: count))
    for entry in entries {
      let word = entry.words[0]
      if let token = words.last(word) { level.probabilities[Int(token)] = entry.probability }
      if let token = words.first(word) { level.backoffs[Int(token)] = entry.backoff }
    }
    return level
  }

  private static func gram(
    _ entry: Entry, _ words: ARPAWords, _ levels: [NGramLevel], _ lines: ARPALines
  ) throws(ARPAError) -> Gram {
    var tokens: [Token] = []
    for (index, word) in entry.words.enumerated() {
      let token =
        switch index {
        case entry.words.count - 1: words.last(word)
        case 0: words.first(word)
        default: words.inner(word)
        }
      guard let token else {
        throw ARPAError(
          words.contains(word)
            ? "\(ARPALines.shown(word)) cannot be word \(index + 1) of \(entry.words.count)"
            : "\(ARPALines.shown(word)) is not one of the 1-grams", line: entry.line,
          column: lines.column(of: word))
      }
      tokens.append(token)
    }
    var parent = tokens[0]
    for (index, token) in tokens.dropFirst().dropLast().enumerated() {
      parent = levels[index + 1].find(token, in: levels[index].extensions(of: Int(parent)))
      guard parent >= 0 else {
        let context = entry.words.dropLast().map { ARPALines.shown($0) }.joined(separator: " ")
        throw ARPAError(
          "its beginning, \(context), is not one of the \(tokens.count - 1)-grams",
          line: entry.line, column: lines.column(of: entry.words[0]))
      }
    }
    return Gram(
      parent: parent, token: tokens[tokens.count - 1], probability: entry.probability,
      backoff: entry.backoff, line: entry.line)
  }

  /// Adds the level of some grams, which it sorts.
  private static func add(
    _ grams: inout [Gram], to levels: inout [NGramLevel], isLongest: Bool
  ) throws(ARPAError) {
    grams.sort { ($0.parent, $0.token) < ($1.parent, $1.token) }
    for (gram, next) in zip(grams, grams.dropFirst())
    where gram.parent == next.parent && gram.token == next.token {
      throw ARPAError(
        "the gram of line \(min(gram.line, next.line)) again", line: max(gram.line, next.line))
    }
    let last = levels.count - 1
    var starts = [Int32](repeating: 0, count: levels[last].probabilities.count + 1)
    for gram in grams { starts[Int(gram.parent) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    levels[last].starts = starts
    levels.append(
      NGramLevel(
        tokens: grams.map(\.token), probabilities: grams.map(\.probability),
        backoffs: isLongest ? [] : grams.map(\.backoff)))
  }
}
