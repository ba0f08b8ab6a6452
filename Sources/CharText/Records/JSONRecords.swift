internal import CharIO

/// Files with one JSON array of objects, as used for poetry collections.
package enum JSONRecords {
  /// Returns one text from each object.
  ///
  /// - Parameters:
  ///   - path: The path of the file, which is read at once.
  ///   - field: The member that contains the text, or a list of texts to concatenate.
  /// - Returns: The texts.
  /// - Throws: ``CorpusError``.
  package static func texts(_ path: String, field: String) throws -> [[UInt8]] {
    var source = try FileSource(path)
    var bytes: [UInt8] = []
    while case let data = try source.read(1 << 20), !data.isEmpty { bytes += data }
    let value: JSON
    do { value = try JSON(parsing: bytes) } catch {
      throw CorpusError.unreadable(
        path, reason: "byte \(error.offset): not JSON: \(error.problem)")
    }
    guard case .array(let records) = value else {
      throw CorpusError.unreadable(path, reason: "\(value.summary) instead of a list")
    }
    return try records.enumerated().map { index, record in
      switch record[field] {
      case .string(let text): return text
      case .array(let parts):
        return try parts.flatMap { part in
          guard case .string(let text) = part else { throw missing(path, index, field) }
          return text
        }
      default: throw missing(path, index, field)
      }
    }
  }

  private static func missing(_ path: String, _ index: Int, _ field: String) -> CorpusError {
    .unreadable(path, reason: "record \(index + 1) has no text \"\(field)\"")
  }
}
