internal import CharIO
internal import Foundation

/// Reads minimal pairs from JSON Lines, such as those of BLiMP and its translations.
public struct MinimalPairFile: Sendable {
  /// The member of a line's object with the acceptable sentence.
  public var good = "sentence_good"
  /// The member with the unacceptable sentence.
  public var bad = "sentence_bad"
  /// The member with the category; a line without it belongs to the category named as its file.
  public var category = "UID"

  /// Creates a reader with the names of BLiMP.
  public init() {}

  /// Reads the pairs of a file.
  ///
  /// - Parameters:
  ///   - file: the bytes.
  ///   - path: the path of the file, for errors and for pairs without a category.
  /// - Returns: the pairs, in order.
  /// - Throws: `FileError` with line and column.
  public func pairs(_ file: [UInt8], path: String) throws -> [MinimalPair] {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    var pairs: [MinimalPair] = []
    for line in try NumberedLine.lines(of: file, path: path) {
      let record: JSON
      do { record = try JSON(parsing: line.bytes) } catch {
        throw line.error("not JSON: \(error.problem)", at: error.offset)
      }
      guard case .object = record else {
        throw line.error("\(record.summary) instead of an object with \(good) and \(bad)")
      }
      func sentence(_ field: String) throws -> [UInt8] {
        guard let value = record[field] else {
          throw line.error("the object has no member \"\(field)\"; name the sentences' members")
        }
        guard case .string(let text) = value else {
          throw line.error("the member \"\(field)\" is \(value.summary), not a text")
        }
        guard !text.isEmpty else { throw line.error("the member \"\(field)\" is empty") }
        return text
      }
      pairs.append(
        MinimalPair(
          good: try sentence(good), bad: try sentence(bad),
          category: record[category]?.stringValue ?? name))
    }
    guard !pairs.isEmpty else { throw FileError(path: path, problem: "there are no pairs in it") }
    return pairs
  }
}
