internal import CharNumerics
internal import CharText
internal import Foundation

/// The lines of a history file, of any size, read as far as they go.
enum HistoryLines {
  /// A line that is longer is damage.
  private static let longest = 1 << 20

  /// Calls `body` with every line that has its end, and with the last one if it lacks it: a run may be
  /// writing it.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - body: returns whether it understood the line.
  /// - Returns: how many lines with an end were not understood.
  /// - Throws: `FileError`.
  static func read(_ path: String, _ body: ([UInt8]) -> Bool) throws -> Int {
    func failure(_ error: any Error) -> FileError {
      FileError(path: path, problem: "cannot be read: \(error.systemReason)")
    }
    var damaged = 0
    var rest: [UInt8] = []
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      var isSkipping = false
      while let chunk = try handle.read(upToCount: longest), !chunk.isEmpty {
        var pieces = (rest + chunk).split(
          separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = Array(pieces.removeLast())
        for piece in pieces {
          // The end of a line that was too long.
          if isSkipping {
            isSkipping = false
            damaged += 1
          } else if !piece.allSatisfy({ $0 == UInt8(ascii: " ") }), !body(Array(piece)) {
            damaged += 1
          }
        }
        if rest.count > longest {
          rest = []
          isSkipping = true
        }
        if isSkipping { rest = [] }
      }
    } catch { throw failure(error) }
    if !rest.isEmpty { _ = body(rest) }
    return damaged
  }
}
