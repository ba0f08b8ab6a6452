internal import Foundation

/// Reading and writing of files with one JSON value.
package enum JSONFile {
  /// Writes a value atomically; equal values yield equal bytes.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - path: The file.
  /// - Throws: `FileError`.
  package static func write(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do { data = try encoder.encode(value) } catch {
      throw FileError(path: path, problem: "cannot be written as JSON: \(reason(error))")
    }
    try AtomicFile.write([Array(data), [UInt8(ascii: "\n")]], to: path)
  }

  /// Reads a value.
  ///
  /// - Parameter path: The file.
  /// - Returns: The value.
  /// - Throws: `FileError` with the damaged member.
  package static func read<Value: Decodable>(_ path: String) throws -> Value {
    let bytes = try AtomicFile.read(path)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch {
      var problem = reason(error)
      if case DecodingError.dataCorrupted(let context) = error, context.codingPath.isEmpty {
        problem = syntaxError(in: bytes) ?? problem
      }
      throw FileError(path: path, problem: "is damaged: \(problem)")
    }
  }

  /// Returns where bytes are not JSON, as line and column, and what to do; nil if they are.
  private static func syntaxError(in bytes: [UInt8]) -> String? {
    do throws(JSON.SyntaxError) {
      _ = try JSON(parsing: bytes)
      return nil
    } catch {
      let place = LinePlace(of: error.offset, in: bytes)
      return "it is not JSON at \(place) (\(error.problem)); copy the file again"
    }
  }

  private static func reason(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      return "\(path) is missing"
    case DecodingError.typeMismatch(let type, let context):
      return "\(place(context)) is not a \(type)"
    case DecodingError.valueNotFound(let type, let context):
      return "\(place(context)) is null, expected \(type)"
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
      return context.debugDescription
    case DecodingError.dataCorrupted(let context):
      return "\(place(context)): \(context.debugDescription)"
    case let error as any CustomStringConvertible & Error: return error.description
    default: return error.localizedDescription
    }
  }
}
