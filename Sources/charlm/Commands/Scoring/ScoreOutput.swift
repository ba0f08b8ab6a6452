import CharIO
import CharReport

/// Prints scores as they come, or at the end if they are ranked.
struct ScoreOutput {
  private let format: ScoreFormatOptions
  private let scale: ScoreScale
  private let model: String
  private var ranked: [ScoreRow] = []
  private var hasHeader = false

  /// - Parameters:
  ///   - format: How scores are printed.
  ///   - scale: What they are compared with.
  ///   - model: The name of the model.
  init(_ format: ScoreFormatOptions, _ scale: ScoreScale, model: String) {
    (self.format, self.scale, self.model) = (format, scale, model)
  }

  private var isRanked: Bool { format.rank || format.isInWords }

  /// Adds scores.
  mutating func add(_ rows: [ScoreRow]) throws {
    guard !isRanked else {
      ranked += rows
      return
    }
    try writeHeader()
    try Console.write(rows.flatMap(text))
  }

  /// Prints what is left.
  mutating func finish() throws {
    // Ties keep the order of lines.
    let order = ranked.indices.sorted {
      let (a, b) = (ranked[$0].rank, ranked[$1].rank)
      return a != b ? a < b : $0 < $1
    }
    let rows = order.map { ranked[$0] }
    guard !format.isInWords else {
      guard !rows.isEmpty else { return }
      let words = ScoreWords(
        rows, scale, model: model, width: Console.columns(1), isColored: Console.isOutputColored)
      return try Console.write(words.text)
    }
    try writeHeader()
    for row in rows { try Console.write(text(row)) }
  }

  /// Prints the names of the columns once, if requested.
  private mutating func writeHeader() throws {
    guard format.header, !hasHeader else { return }
    hasHeader = true
    let names =
      ["log_probability", "nats_per_token"] + (format.unknownTokens ? ["unknown_tokens"] : [])
      + (format.figures ? ScoreScale.names : []) + ["text"]
    try Console.write(names.joined(separator: "\t") + "\n")
  }

  private func text(_ row: ScoreRow) -> [UInt8] {
    let scale = format.figures ? scale : nil
    return format.json
      ? Array((row.object(perToken: format.perToken, scale: scale).text + "\n").utf8)
      : row.columns(unknownTokens: format.unknownTokens, scale: scale)
  }
}
