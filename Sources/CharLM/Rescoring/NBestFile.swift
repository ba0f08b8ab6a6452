public import CharIO
internal import Foundation

/// A file with n-best lists.
public struct NBestFile: Sendable {
  /// The format.
  public let format: NBestFormat
  /// The lists, in the order of the file.
  public private(set) var lists: [NBestList] = []

  /// An archive of scores beside a Kaldi text archive.
  public struct Scores: Sendable {
    let bytes: [UInt8]
    let path: String
    let isCost: Bool

    /// Names an archive.
    ///
    /// - Parameters:
    ///   - bytes: its bytes: a key and a number on a line.
    ///   - path: its path, for errors.
    ///   - isCost: whether lower numbers are better.
    public init(_ bytes: [UInt8], path: String, isCost: Bool) {
      (self.bytes, self.path, self.isCost) = (bytes, path, isCost)
    }
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the file.
  ///   - path: its path, for errors.
  ///   - format: its format.
  ///   - scores: archives whose scores are added; of Kaldi's format only.
  /// - Throws: `FileError` with line and column.
  public init(
    _ bytes: [UInt8], path: String, _ format: NBestFormat, scores: [Scores] = []
  ) throws(FileError) {
    self.format = format
    var archives: [(scores: Scores, values: [[UInt8]: Double])] = []
    for archive in scores { archives.append((archive, try Self.values(archive))) }
    var places: [[UInt8]: Int] = [:]
    var keys: Set<[UInt8]> = []
    for line in try NumberedLine.lines(of: bytes, path: path) {
      var (name, hypothesis) =
        switch format {
        case .kaldi: try Self.kaldi(line)
        case .moses: try Self.moses(line)
        case .tsv: try Self.table(line)
        }
      if format == .kaldi {
        let key = hypothesis.parts[0]
        guard keys.insert(key).inserted else { throw line.error("the key \(key.shown) again") }
        for (archive, values) in archives {
          guard let value = values[key] else {
            throw line.error("\(archive.path) has no number for the key \(key.shown)")
          }
          hypothesis.score += archive.isCost ? -value : value
        }
      }
      let place = places[name] ?? lists.count
      if place == lists.count {
        places[name] = place
        lists.append(NBestList(name: name))
      }
      lists[place].hypotheses.append(hypothesis)
    }
    guard !lists.isEmpty else { throw FileError(path: path, problem: "there are no lists in it") }
  }

  // MARK: - Lines

  private typealias Entry = (name: [UInt8], hypothesis: NBestList.Hypothesis)

  /// Reads `key text`, of which the text may be empty.
  private static func kaldi(_ line: NumberedLine) throws(FileError) -> Entry {
    let (key, text) = try keyed(line)
    guard let dash = key.lastIndex(of: UInt8(ascii: "-")), dash > key.startIndex,
      dash + 1 < key.endIndex, key[(dash + 1)...].allSatisfy({ (0x30...0x39).contains($0) })
    else {
      throw line.error(
        "the key \(Array(key).shown) does not end with the number of a hypothesis, as in "
          + "utterance-1", at: key.startIndex)
    }
    return (
      Array(key[..<dash]), NBestList.Hypothesis(text: Array(text), score: 0, parts: [Array(key)])
    )
  }

  /// Reads `sentence ||| text ||| features ||| score`, and fields after it.
  private static func moses(_ line: NumberedLine) throws(FileError) -> Entry {
    let fields = fields(line.bytes)
    guard fields.count >= 4 else {
      throw line.error(
        "expected number ||| text ||| features ||| score, found \(fields.count) "
          + (fields.count == 1 ? "field" : "fields"), at: line.bytes.count)
    }
    let name = fields[0].trimmed
    guard !name.isEmpty, name.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw line.error(
        "\(Array(name).shown) is not the number of a sentence", at: fields[0].startIndex)
    }
    let score = try line.number(fields[3], "score")
    let parts = [Array(name), Array(fields[2].trimmed)] + fields[4...].map { Array($0.trimmed) }
    return (
      Array(name), NBestList.Hypothesis(text: Array(fields[1].trimmed), score: score, parts: parts)
    )
  }

  /// Reads `name TAB score TAB text`.
  private static func table(_ line: NumberedLine) throws(FileError) -> Entry {
    let columns = line.bytes.split(
      separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
    guard columns.count == 3 else {
      throw line.error(
        "expected name, score and text, separated by tabs; found \(columns.count) "
          + (columns.count == 1 ? "column" : "columns"), at: line.bytes.count)
    }
    guard !columns[0].isEmpty else { throw line.error("the name is empty") }
    let score = try line.number(columns[1], "score")
    return (
      Array(columns[0]), NBestList.Hypothesis(text: Array(columns[2]), score: score, parts: [])
    )
  }

  /// Reads the numbers of an archive.
  private static func values(_ archive: Scores) throws(FileError) -> [[UInt8]: Double] {
    var values: [[UInt8]: Double] = [:]
    for line in try NumberedLine.lines(of: archive.bytes, path: archive.path) {
      let (key, value) = try keyed(line)
      guard values.updateValue(try line.number(value, "number"), forKey: Array(key)) == nil else {
        throw line.error("the key \(Array(key).shown) again")
      }
    }
    return values
  }

  /// Splits a line into its first word and the rest.
  static func keyed(
    _ line: NumberedLine
  ) throws(FileError) -> (key: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
    guard line.bytes.first?.isBlank == false else { throw line.error("the key is missing") }
    let key = line.bytes.prefix { !$0.isBlank }
    return (key, line.bytes[key.endIndex...].trimmed)
  }

  /// Splits at `|||`.
  private static func fields(_ line: [UInt8]) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var start = 0
    var index = 0
    while index + 2 < line.count {
      if line[index] == UInt8(ascii: "|"), line[index + 1] == line[index],
        line[index + 2] == line[index]
      {
        fields.append(line[start..<index])
        index += 3
        start = index
      } else {
        index += 1
      }
    }
    return fields + [line[start...]]
  }
}

extension [UInt8] {
  /// The text in quotes, shortened, for errors.
  var shown: String { "\"\(String(decoding: prefix(40), as: UTF8.self))\"" }
}
