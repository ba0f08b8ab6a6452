import CharCorpus
import CharText

extension Cleaning {
  /// The flags of `charlm corpus clean` that request these changes.
  var flags: [String] {
    var flags: [String] = []
    if invalid != .error { flags.append("--\(invalid.rawValue)-invalid") }
    if stripsByteOrderMark { flags.append("--strip-bom") }
    if lineEnds != .keep { flags.append("--line-ends \(lineEnds.rawValue)") }
    if dropsControls { flags.append("--drop-controls") }
    if dropsInvisible { flags.append("--drop-invisible") }
    if normalization != .none { flags.append("--normalize \(normalization.rawValue)") }
    if trimsTrailingSpace { flags.append("--trim-trailing-space") }
    if dropsRepeatedLines {
      flags.append("--dedup-lines")
      if shortestRepeatedLine != Self.defaultShortestRepeatedLine {
        flags.append("--dedup-min-length \(shortestRepeatedLine)")
      }
    }
    if dropsRepeatedDocuments { flags.append("--dedup-documents") }
    if dropsRepeatedDocuments, boundary != .file { flags.append("--boundary \(boundary.rawValue)") }
    return flags
  }
}
