/// The treatment of line ends before tokenization.
public enum LineEnds: String, CaseIterable, Codable, Sendable {
  /// Line ends are unchanged.
  case keep
  /// CRLF and lone CR become LF.
  case lf
}

extension LineEnds {
  /// Converts the line ends of a text in place; a CR at the very end counts as a lone one.
  ///
  /// - Returns: The indices of line feeds that were CRLF.
  @discardableResult
  func apply(to bytes: inout [UInt8]) -> [Int] {
    guard self == .lf, var target = bytes.firstIndex(of: ASCII.carriageReturn) else { return [] }
    var pairs: [Int] = []
    var source = target
    while source < bytes.count {
      var byte = bytes[source]
      source += 1
      if byte == ASCII.carriageReturn {
        if source < bytes.count, bytes[source] == ASCII.lineFeed {
          source += 1
          pairs.append(target)
        }
        byte = ASCII.lineFeed
      }
      bytes[target] = byte
      target += 1
    }
    bytes.removeLast(bytes.count - target)
    return pairs
  }
}
