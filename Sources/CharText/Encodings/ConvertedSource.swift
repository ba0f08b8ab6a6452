internal import CharIO

package import Foundation

/// The bytes of a file, converted to UTF-8 while they are read.
///
/// With ``TextEncoding/automatic``, ASCII is passed through, and the first part with other bytes
/// decides the encoding: all encodings recognized without a byte order mark or zero bytes contain
/// ASCII. Memory holds a part of the file, regardless of its size.
package struct ConvertedSource: ByteSource {
  /// The approximate number of bytes from which an encoding is recognized.
  package static let sampleSize = 1 << 20
  private static let part = 1 << 16

  private enum State {
    case undecided
    case unchanged
    case converting(Iconv, name: String)
  }

  private var source: any ByteSource
  private let name: String
  private let replacesInvalid: Bool
  private let dropsInvalid: Bool
  private var state: State
  private var input: [UInt8] = []
  private var output: [UInt8] = []
  /// The number of bytes of the source before the input.
  private var offset = 0
  /// The position of the next character.
  private var place = LinePlace()
  private var isAtStart = true
  private var isAtEnd = false
  /// True if the start still has to be checked for plausibility.
  private var isUnchecked = false
  private var replaced = 0
  private var notes: [String] = []

  /// Starts converting.
  ///
  /// - Parameters:
  ///   - source: The bytes.
  ///   - encoding: The encoding of the bytes.
  ///   - name: The name of the file in messages.
  ///   - invalid: The treatment of bytes that are invalid in the encoding.
  ///   - dropsInvalid: Whether to drop those bytes instead.
  /// - Throws: ``CorpusError/unknownEncoding(_:)``.
  package init(
    _ source: any ByteSource, _ encoding: TextEncoding, name: String,
    invalid: InvalidUTF8Policy = .error, dropsInvalid: Bool = false
  ) throws {
    self.source = source
    self.name = name
    self.dropsInvalid = dropsInvalid
    replacesInvalid = invalid == .replace
    switch encoding {
    case .automatic: state = .undecided
    case .named where encoding.isUTF8: state = .unchanged
    case .named(let encoding):
      guard let iconv = Iconv(from: encoding) else { throw CorpusError.unknownEncoding(encoding) }
      state = .converting(iconv, name: encoding)
      isUnchecked = TextEncoding.unit(of: encoding) > 1
    }
  }

  package var warnings: [String] {
    guard replaced > 0, case .converting(_, let encoding) = state else {
      return source.warnings + notes
    }
    let sequences = replaced == 1 ? "sequence of bytes is" : "sequences of bytes are"
    return source.warnings + notes + [
      "\(name): \(replaced) \(sequences) not \(encoding), and "
        + (dropsInvalid ? "left out" : "read as U+FFFD")
    ]
  }

  package var conversion: ByteConversion? {
    guard case .converting(_, let encoding) = state else { return nil }
    return ByteConversion(encoding: encoding, bytes: offset + input.count)
  }

  package mutating func read(_ count: Int) throws -> Data {
    if case .undecided = state { try decide(count) }
    guard case .converting(let iconv, let encoding) = state else {
      let start = Data(input.prefix(count))
      input.removeFirst(start.count)
      return start.isEmpty ? try source.read(count) : start
    }
    if isUnchecked { try check(encoding) }
    while output.isEmpty, !isAtEnd {
      let data = try source.read(max(count, Self.part))
      isAtEnd = data.isEmpty
      input += data
      try convert(iconv, encoding)
    }
    let result = Data(output.prefix(count))
    output.removeFirst(result.count)
    return result
  }

  /// Reads up to the first part that is not ASCII, and decides the encoding.
  private mutating func decide(_ count: Int) throws {
    guard input.isEmpty else { return }
    input = Array(try source.read(max(count, Self.part)))
    guard input.contains(where: { $0 >= 0x80 || $0 == 0 || $0 == ShiftSequence.escape }) else {
      offset += input.count
      return
    }
    while input.count < Self.sampleSize || Self.endsInShift(input) {
      let data = try source.read(Self.part)
      if data.isEmpty { break }
      input += data
    }
    let isStart = offset == 0
    switch EncodingGuess.of(input, isStart: isStart) {
    case .utf8:
      // Terminal escape sequences say nothing about the following text.
      if input.contains(where: { $0 >= 0x80 || $0 == 0 }) {
        state = .unchanged
      } else {
        offset += input.count
      }
    case .unknown:
      throw CorpusError.encodingNotRecognized(name)
    case .encoding(let guess):
      guard let iconv = Iconv(from: guess.name) else {
        throw CorpusError.unknownEncoding(guess.name)
      }
      state = .converting(iconv, name: guess.name)
      notes.append("\(name): read as \(guess.description)")
      // The sample is converted before anything else is read.
      try convert(iconv, guess.name)
    }
  }

  /// Returns whether bytes may end inside a Japanese shift sequence.
  private static func endsInShift(_ bytes: [UInt8]) -> Bool {
    bytes.suffix(ShiftSequence.length - 1).contains(ShiftSequence.escape)
  }

  /// Checks the start of a text that was declared as UTF-16 or UTF-32.
  ///
  /// - Throws: ``CorpusError/misread(_:encoding:guess:)`` if it clearly is not.
  private mutating func check(_ encoding: String) throws {
    isUnchecked = false
    while input.count < WideCheck.size {
      let data = try source.read(Self.part)
      if data.isEmpty { break }
      input += data
    }
    let verdict = WideCheck.verdict(Array(input.prefix(WideCheck.size)), encoding)
    guard case .contradicted(let guess) = verdict else { return }
    throw CorpusError.misread(name, encoding: encoding, guess: guess)
  }

  private mutating func convert(_ iconv: Iconv, _ encoding: String) throws {
    var position = 0
    let start = output.count
    var counted = start
    while true {
      let (used, step) = iconv.convert(input[position...], into: &output)
      position += used
      if step == .full { continue }
      let isCutOff = step == .done && isAtEnd && position < input.count
      guard step == .invalid || isCutOff else { break }
      place.advance(over: output[counted...])
      counted = output.count
      let unit = min(TextEncoding.unit(of: encoding), input.count - position)
      guard replacesInvalid || dropsInvalid else {
        throw CorpusError.undecodable(
          TextPlace(file: name, line: place.line, column: place.column, offset: offset + position),
          encoding: encoding,
          bytes: Array(input[position...].prefix(isCutOff ? 8 : max(unit, 2))))
      }
      replaced += 1
      if !dropsInvalid { output += UTF8Sequence.replacementBytes }
      position += isCutOff ? input.count - position : unit
    }
    if isAtEnd { iconv.finish(into: &output) }
    place.advance(over: output[counted...])
    input.removeFirst(position)
    offset += position
    if isAtStart, output.count - start >= UTF8Sequence.byteOrderMark.count || isAtEnd {
      isAtStart = false
      // The mark identifies the encoding and is not part of the text.
      if output.starts(with: UTF8Sequence.byteOrderMark) {
        output.removeFirst(UTF8Sequence.byteOrderMark.count)
        if place.line == 1 { place.column -= 1 }
      }
    }
  }
}
