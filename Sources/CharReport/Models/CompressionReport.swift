package import CharIO
package import CharLM

/// The sizes of a compressed file, as a table and as JSON.
package struct CompressionReport: PrintedResult {
  private let summary: CompressionSummary
  private let isDecompressed: Bool
  private let seconds: Double

  /// Creates a report.
  package init(_ summary: CompressionSummary, isDecompressed: Bool = false, seconds: Double) {
    self.summary = summary
    self.isDecompressed = isDecompressed
    self.seconds = seconds
  }

  /// One line per figure.
  package var text: String {
    var rows = [
      ("bytes", summary.bytes.grouped), ("compressed bytes", summary.compressedBytes.grouped),
    ]
    if let bits = summary.bitsPerByte { rows.append(("bits per byte", bits.fixed(4))) }
    if let bits = summary.bits { rows.append(("bits of the model", bits.fixed(1))) }
    return TextTable(rows + [("seconds", seconds.fixed(2))]).text
  }

  /// All figures with stable keys.
  package var json: JSON {
    let (text, file) = (summary.bytes, summary.compressedBytes)
    var members: [(String, JSON)] = [
      ("bytes_in", .integer(isDecompressed ? file : text)),
      ("bytes_out", .integer(isDecompressed ? text : file)),
      ("bits_per_byte", .optional(summary.bitsPerByte)),
    ]
    if let bits = summary.bits { members.append(("model_bits", .number(bits))) }
    return .object(members + [("seconds", .number(seconds))])
  }
}
