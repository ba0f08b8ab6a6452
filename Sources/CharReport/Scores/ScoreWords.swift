internal import CharIO
internal import CharLM
internal import CharText
internal import Foundation

/// Scores of texts in words, the most plausible text first.
package struct ScoreWords {
  /// The number of texts up to which all are shown, and of those shown at either end of more.
  private static let (most, end) = (30, 10)
  /// The tokens shown before and after the oddest character.
  private static let (before, after) = (24, 12)

  private let rows: [ScoreRow]
  private let scale: ScoreScale
  private let model: String
  private let width: Int
  private let isColored: Bool

  /// Creates the words.
  ///
  /// - Parameters:
  ///   - rows: the scores, the most plausible text first.
  ///   - scale: what they are compared with.
  ///   - model: the name of the model.
  ///   - width: columns of the terminal, for what is said about a text.
  ///   - isColored: whether ANSI colors may be used.
  package init(
    _ rows: [ScoreRow], _ scale: ScoreScale, model: String, width: Int = 80, isColored: Bool
  ) {
    (self.rows, self.scale, self.model) = (rows, scale, model)
    (self.width, self.isColored) = (width, isColored)
  }

  /// The lines, each with its end.
  package var text: String {
    var lines = [heading.styled("1", if: isColored), ""]
    let hidden = rows.count > Self.most ? Self.end..<rows.count - Self.end : 0..<0
    let digits = "\(rows.count)".count
    for (index, row) in rows.enumerated() {
      if hidden.contains(index) {
        if index == hidden.lowerBound { lines += ["… \(hidden.count.grouped) more …", ""] }
        continue
      }
      let number = rows.count > 1 ? "\(index + 1)".padded(to: digits, isRight: true) + "  " : ""
      let indent = String(repeating: " ", count: number.count + 2)
      lines.append(number + row.score.text.shownName)
      let next = index + 1 < rows.count ? rows[index + 1] : nil
      lines += facts(row, next).flatMap {
        (indent + $0).wrapped(to: width, indent: indent + "  ")
      }
      lines.append("")
    }
    return lines.dropLast().map { $0 + "\n" }.joined()
  }

  private var heading: String {
    rows.count == 1
      ? "How plausible \(model) finds the text"
      : "\(rows.count.grouped) texts, the most plausible for \(model) first"
  }

  private func facts(_ row: ScoreRow, _ next: ScoreRow?) -> [String] {
    let score = row.score
    guard let bits = score.bitsPerCharacter, let perplexity = score.perplexity else {
      return ["an empty text"]
    }
    var facts = [
      "\(bits.fixed(2)) bits per character, perplexity \(perplexity.fixed(2))"
        + (scale.percentile(of: score).map { "; " + Self.words(percentile: $0) } ?? "")
    ]
    if let next, next.score.natsPerToken != nil { facts.append(comparison(row, next)) }
    if score.unknownTokens > 0 {
      facts.append(
        score.unknownTokens.counted("character is", "characters are")
          + " unknown to the model, so the figures are too good")
    }
    if let oddest = oddest(row) { facts.append("oddest: " + oddest) }
    return facts
  }

  private static func words(percentile: Double) -> String {
    switch percentile {
    case 99...: "more unusual than 99 % of lines of this length"
    case 50...: "more unusual than \(percentile.fixed(0)) % of lines of this length"
    case 1...: "more usual than \((100 - percentile).fixed(0)) % of lines of this length"
    default: "more usual than 99 % of lines of this length"
    }
  }

  private func comparison(_ row: ScoreRow, _ next: ScoreRow) -> String {
    guard (row.rank.group, next.rank.group) != (0, 1) else {
      return "the next has unknown characters, which is worse"
    }
    let nats = row.score.logProbability - next.score.logProbability
    if nats >= 0 { return "\(Self.words(factor: nats)) times as likely as the next" }
    return
      "likelier per character than the next, but as a whole \(Self.words(factor: -nats)) times "
      + "less likely, being longer"
  }

  /// Formats e^nats.
  private static func words(factor nats: Double) -> String {
    let digits = nats / log(10)
    switch digits {
    case ..<1: return exp(nats).fixed(1)
    case ..<6: return Int(exp(nats).rounded()).grouped
    default: return "10^\(digits.fixed(0))"
    }
  }

  /// The character of the highest surprisal in its surroundings.
  private func oddest(_ row: ScoreRow) -> String? {
    let (score, tokenizer) = (row.score, row.tokenizer)
    let text =
      score.tokens.last == Vocabulary.documentBoundary
      ? score.tokens.dropLast() : score.tokens[...]
    guard text.count > 1,
      let place = text.indices.min(by: {
        score.tokenLogProbabilities[$0] < score.tokenLogProbabilities[$1]
      })
    else { return nil }
    let range = tokenizer.vocabulary.character(at: place, in: text)
    let start = max(0, range.lowerBound - Self.before)
    let end = min(text.count, range.upperBound + Self.after)
    let bits = -score.tokenLogProbabilities[range].reduce(0, +) / log(2)
    func shown(_ tokens: ArraySlice<Token>) -> String { tokenizer.decode(tokens).shownName }
    return (start > 0 ? "…" : "") + shown(text[start..<range.lowerBound])
      + (isColored
        ? shown(text[range]).styled("1;31;4") : "[\(shown(text[range]))]")
      + shown(text[range.upperBound..<end]) + (end < text.count ? "…" : "")
      + " (\(bits.fixed(1)) bits)"
  }
}

extension Vocabulary {
  /// Returns the tokens of a whole character around one of them, which may be one of its bytes.
  fileprivate func character(at place: Int, in tokens: ArraySlice<Token>) -> Range<Int> {
    func isContinuation(_ index: Int) -> Bool {
      tokens.indices.contains(index)
        && (bytes(of: tokens[index]).first.map { $0 & 0xC0 == 0x80 } ?? false)
    }
    var (start, end) = (place, place + 1)
    while isContinuation(start), start > tokens.startIndex { start -= 1 }
    while isContinuation(end) { end += 1 }
    return start..<end
  }
}
