internal import CharIO

/// Reads the texts of JSON objects in an array, or one after another, with any line breaks.
///
/// An object must fit into memory, so its length is limited to ``JSONLines/longestLine``; the
/// length of the array is not limited.
struct JSONReader: TextRecords {
  private var chunks: CheckedChunks
  private let file: String
  private let field: RecordField
  private let replacesSurrogates: Bool
  private var chunk: [UInt8] = []
  private var position = 0
  /// The current object, and the line it starts in.
  private var object: [UInt8] = []
  private var (line, start) = (1, 1)
  private var depth = 0
  private var (isInString, isEscaped) = (false, false)
  /// True if the objects are in an array, and if it has ended.
  private var (isArray, hasEnded) = (false, false)

  init(
    _ source: any ByteSource, name: String, field: String, invalidUTF8: InvalidUTF8Policy
  ) {
    chunks = CheckedChunks(source, name: name, invalidUTF8: invalidUTF8)
    file = name
    self.field = RecordField(field)
    replacesSurrogates = invalidUTF8 == .replace
  }

  var warnings: [String] { chunks.warnings }
  var replaced: Int { chunks.check.replaced }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == ASCII.space || byte == ASCII.tab || byte == ASCII.lineFeed
      || byte == ASCII.carriageReturn
  }

  mutating func next() throws -> [UInt8]? {
    while true {
      while position < chunk.count {
        let byte = chunk[position]
        position += 1
        if byte == ASCII.lineFeed { line += 1 }
        if try pass(byte) { return try text() }
      }
      guard let next = try chunks.next() else {
        guard depth == 0, !isArray || hasEnded else {
          throw error(
            "the file ends inside \(depth > 0 ? "an object" : "the list")", start)
        }
        return nil
      }
      (chunk, position) = (next, 0)
    }
  }

  /// Takes a byte; returns whether an object ends with it.
  private mutating func pass(_ byte: UInt8) throws -> Bool {
    guard depth > 0 else {
      try passBetween(byte)
      return false
    }
    object.append(byte)
    guard object.count <= JSONLines.longestLine else {
      throw error("longer than \(JSONLines.longestLine) bytes", start)
    }
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return false
    }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    default: break
    }
    return depth == 0
  }

  private mutating func passBetween(_ byte: UInt8) throws {
    if Self.isSpace(byte) { return }
    switch byte {
    case UInt8(ascii: "{") where !hasEnded:
      object = [byte]
      depth = 1
      start = line
    case UInt8(ascii: "[") where !isArray: isArray = true
    case UInt8(ascii: "]") where isArray && !hasEnded: hasEnded = true
    case UInt8(ascii: ",") where isArray && !hasEnded: break
    default:
      throw error("\(Vocabulary.hexadecimal([byte])) instead of an object", line)
    }
  }

  private func text() throws -> [UInt8] {
    do {
      return try field.text(
        of: JSON(parsing: object, replacesSurrogates: replacesSurrogates))
    } catch let error as JSON.SyntaxError {
      throw self.error(
        "byte \(error.offset) of the object: not JSON: \(error.problem)", start)
    } catch let problem as RecordField.Problem {
      throw error(problem.words, start)
    }
  }

  private func error(_ problem: String, _ line: Int) -> CorpusError {
    .badRecord(file: file, line: line, problem: problem)
  }
}
