package import Foundation

/// The text of a file or of standard input, decompressed and converted to UTF-8 if necessary.
///
/// A file that is clearly not text, such as an archive, is an error.
package struct TextSource: ByteSource {
  private var start: Data
  private var source: any ByteSource

  /// Opens a path; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - encoding: The encoding of the text; nil is UTF-8.
  ///   - invalid: The treatment of bytes that are invalid in the encoding.
  ///   - dropsInvalid: Whether to drop those bytes instead.
  ///   - takesAnything: Whether arbitrary bytes are accepted.
  /// - Throws: ``CorpusError``.
  package init(
    _ path: String, encoding: TextEncoding? = nil, invalid: InvalidUTF8Policy = .error,
    dropsInvalid: Bool = false, takesAnything: Bool = false
  ) throws {
    try self.init(
      FileSource(path), name: FileSource.title(of: path), encoding: encoding,
      invalid: invalid, dropsInvalid: dropsInvalid, takesAnything: takesAnything)
  }

  package init(
    _ source: any ByteSource, name: String, encoding: TextEncoding?,
    invalid: InvalidUTF8Policy = .error, dropsInvalid: Bool = false, takesAnything: Bool = false
  ) throws {
    var source = source
    var start = Data()
    if !takesAnything {
      start = try source.readStart(ForeignFormat.size)
      if let format = ForeignFormat(start: Array(start)) {
        throw CorpusError.foreignFormat(file: name, format)
      }
    }
    if let encoding {
      let rest = TextSource(start: start, source: source)
      self.init(
        start: Data(),
        source: try ConvertedSource(
          rest, encoding, name: name, invalid: invalid, dropsInvalid: dropsInvalid))
    } else {
      self.init(start: start, source: source)
    }
  }

  /// Creates a source from bytes that were already read, and the rest.
  package init(start: Data, source: any ByteSource) {
    self.start = start
    self.source = source
  }

  package var warnings: [String] { source.warnings }

  package var conversion: ByteConversion? { source.conversion }

  package mutating func read(_ count: Int) throws -> Data {
    guard !start.isEmpty else { return try source.read(count) }
    let first = Data(start.prefix(count))
    start = Data(start.dropFirst(count))
    return first.count < count ? first + (try source.read(count - first.count)) : first
  }
}

extension ByteSource {
  /// Returns all bytes to the end.
  package mutating func readAll() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while case let data = try read(1 << 18), !data.isEmpty { bytes += data }
    return bytes
  }

  /// Returns the first bytes: the requested number, or all if there are fewer.
  mutating func readStart(_ count: Int) throws -> Data {
    var start = Data()
    while start.count < count {
      let data = try read(count - start.count)
      if data.isEmpty { break }
      start += data
    }
    return start
  }
}
