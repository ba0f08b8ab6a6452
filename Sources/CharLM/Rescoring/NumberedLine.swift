internal import CharIO

/// A line of a file with its place.
struct NumberedLine {
  let path: String
  /// The number of the line, from 1.
  let number: Int
  /// The line without its end, in valid UTF-8.
  let bytes: [UInt8]

  /// Splits a file into lines, without blank ones.
  ///
  /// - Parameters:
  ///   - file: the bytes of the file; CR LF ends a line too.
  ///   - path: its path, for errors.
  /// - Returns: the lines that are not blank.
  /// - Throws: `FileError` at the first byte that is not UTF-8.
  static func lines(of file: [UInt8], path: String) throws(FileError) -> [NumberedLine] {
    var lines: [NumberedLine] = []
    var number = 0
    for part in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      var bytes = Array(part)
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
      guard !bytes.allSatisfy(\.isBlank) else { continue }
      let line = NumberedLine(path: path, number: number, bytes: bytes)
      if String(validating: bytes, as: UTF8.self) == nil {
        var (parser, rest, offset) = (UTF8.ForwardParser(), bytes.makeIterator(), 0)
        while case .valid(let scalar) = parser.parseScalar(from: &rest) { offset += scalar.count }
        throw line.error("not valid UTF-8; convert the file to UTF-8", at: offset)
      }
      lines.append(line)
    }
    return lines
  }

  /// Makes an error at a place of the line.
  ///
  /// - Parameters:
  ///   - problem: what is wrong and what was expected.
  ///   - offset: the offset in bytes.
  /// - Returns: an error with the path, the line, and the column in Unicode scalars from 1.
  func error(_ problem: String, at offset: Int = 0) -> FileError {
    let column = String(decoding: bytes.prefix(offset), as: UTF8.self).unicodeScalars.count + 1
    return FileError(path: "\(path):\(number):\(column)", problem: problem)
  }

  /// Reads a finite number.
  ///
  /// - Parameters:
  ///   - field: its bytes, possibly between spaces.
  ///   - name: the name of the field in errors.
  /// - Returns: the number.
  /// - Throws: `FileError` at the field.
  func number(_ field: ArraySlice<UInt8>, _ name: String) throws(FileError) -> Double {
    let text = String(decoding: field.trimmed, as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw error("the \(name) \"\(text.prefix(40))\" is not a number", at: field.startIndex)
    }
    return value
  }
}

extension UInt8 {
  /// True for a space and a tab.
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

extension ArraySlice<UInt8> {
  /// The bytes without spaces and tabs at both ends.
  var trimmed: ArraySlice<UInt8> {
    let start = drop(while: \.isBlank)
    return start[..<((start.lastIndex { !$0.isBlank } ?? start.startIndex - 1) + 1)]
  }
}
