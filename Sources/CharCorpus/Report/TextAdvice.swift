public import CharText

/// Advice about a text, with reasons.
public struct TextAdvice: Sendable {
  /// A piece of advice.
  public struct Item: Sendable, Equatable {
    /// The topic: the name of a flag of `charlm train` without its dashes, or `text`.
    public var topic: String
    /// The recommended value of the flag; nil if there is no flag.
    public var value: String?
    /// The reason.
    public var reason: String
  }

  /// The vocabulary that a minimum count leaves.
  public struct Vocabulary: Sendable, Equatable {
    /// Characters that occur less often are dropped.
    public var minimumCount: Int
    /// The number of different characters that remain.
    public var size: Int
    /// The number of occurrences of dropped characters.
    public var dropped: Int
    /// Their share of the text.
    public var share: Double
  }

  /// The recommended text configuration.
  public private(set) var configuration = TextConfiguration()
  /// The recommended minimum count of a character in the vocabulary.
  public private(set) var minimumCount = 1
  /// The recommended cleaning.
  public private(set) var cleaning = Cleaning()
  /// The pieces of advice.
  public var items: [Item] = []
  /// The reason why the text cannot be cleaned automatically, and the remedy; nil if it can.
  public private(set) var obstacle: String?
  /// The vocabularies that some minimum counts leave.
  public private(set) var vocabularies: [Vocabulary] = []

  /// The maximum share of the text that dropped characters may have.
  private static let rareShare = 0.000_2

  /// Derives advice from a report.
  ///
  /// - Parameter report: The statistics of the text.
  public init(_ report: CorpusReport) {
    // All other advice would be about misread bytes.
    guard !adviseEncoding(report) else { return }
    adviseUnit(report)
    adviseNormalization(report)
    adviseLineEnds(report)
    adviseBoundary(report)
    adviseMinimumCount(report)
    adviseCleaning(report)
  }

  private mutating func add(_ topic: String, _ value: String?, _ reason: String) {
    items.append(Item(topic: topic, value: value, reason: reason))
  }

  /// Advises to pass the encoding if a file is in a recognized encoding other than UTF-8.
  ///
  /// - Returns: Whether there is such a file.
  private mutating func adviseEncoding(_ report: CorpusReport) -> Bool {
    guard let file = report.files.first(where: { $0.encoding != nil }), let guess = file.encoding
    else { return false }
    guard guess.isConvertible else {
      let advice = "convert it to UTF-8 with another program: iconv does not know this encoding"
      add("encoding", nil, "\(file.path) looks like \(guess.description); \(advice)")
      obstacle = "\(file.path): looks like \(guess.description): \(advice)"
      return true
    }
    // A name applies only if all files have the same encoding.
    let isOne = report.files.allSatisfy { $0.encoding?.name == guess.name }
    let flag = "`encoding` " + (isOne ? "\(guess.name), or auto" : "auto")
    add(
      "encoding", isOne ? guess.name : TextEncoding.automatic.name,
      "\(file.path) looks like \(guess.description); the rest of this report is about misread "
        + "bytes: run it again with \(flag)")
    obstacle = "\(file.path): looks like \(guess.description): pass \(flag)"
    return true
  }

  private mutating func adviseUnit(_ report: CorpusReport) {
    let invalid = report.files.reduce(0) { $0 + $1.invalidBytes }
    let zeros = report.files.reduce(0) { $0 + $1.zeroBytes }
    let (share, different) = (report.clusterShare, report.differentClusters)
    if (invalid + zeros) * 100 > report.bytes {
      configuration.unit = .byte
      add("unit", "byte", "much of the text is not UTF-8, and bytes need no decoding")
    } else if share >= 0.02, different <= 4096 {
      configuration.unit = .grapheme
      add(
        "unit", "grapheme",
        "\(Self.percent(share)) of grapheme clusters have several code points "
          + "(\(different) different clusters)")
    } else if share >= 0.02 {
      add(
        "unit", "scalar",
        "\(Self.percent(share)) of grapheme clusters have several code points, but there are so "
          + "many different ones that most of a vocabulary of clusters would be rare")
    } else {
      add("unit", "scalar", "nearly every character is one code point")
    }
  }

  private mutating func adviseNormalization(_ report: CorpusReport) {
    let broken = report.files.count { $0.notNFC > 0 }
    guard configuration.unit != .byte else { return }
    if broken > 0 {
      configuration.normalization = .nfc
      add(
        "normalize", "nfc",
        (report.files.count == 1
          ? "the text is" : "\(broken) of \(report.files.count) files are")
          + " not in NFC, so that the same character may be written in two ways")
    } else if report.files(in: .nfc) > 0 {
      configuration.normalization = .nfc
      add(
        "normalize", "nfc", "the text is in NFC already; with this, prompts are converted, too")
    } else {
      add("normalize", "none", "no character of the text has two spellings")
    }
    // NFKC is advised only if it damages no other characters.
    let damaged = report.frequencies.contains { CompatibilityForm(of: $0.scalar) == .meaningful }
    let compatibility = report.frequencies.reduce(0) {
      $0 + (CompatibilityForm(of: $1.scalar) == .variant ? $1.count : 0)
    }
    guard !damaged, compatibility * 1000 > report.characters else { return }
    let share = Double(compatibility) / Double(report.characters)
    add(
      "text", nil,
      "\(Self.percent(share)) are compatibility characters such as full-width forms and ligatures; "
        + "`normalization` nfkc would make them ordinary ones, if the difference is irrelevant here"
    )
  }

  private mutating func adviseLineEnds(_ report: CorpusReport) {
    let ends = report.lineEnds
    if ends.pairs + ends.returns > 0 {
      configuration.lineEnds = .lf
      let mixed = report.files.count { $0.hasMixedLineEnds }
      add(
        "line-ends", "lf",
        mixed > 0
          ? "line ends are mixed"
          : ends.pairs == 0
            ? "the text has \(ends.returns) CR and no LF: each ends a line"
            : "a carriage return before each line feed is a redundant character")
    }
  }

  private mutating func adviseMinimumCount(_ report: CorpusReport) {
    guard configuration.unit != .byte else { return }
    guard configuration.unit == .scalar else {
      // Clusters are known from a sample only, and a rare character may be part of frequent
      // clusters.
      return add(
        "min-count", "1",
        "there are only \(vocabularySize(of: report)) different clusters and characters")
    }
    for count in [1, 2, 3, 5, 10, 20, 50] {
      let rare = report.frequencies.filter { $0.count < count }
      let dropped = rare.reduce(0) { $0 + $1.count }
      vocabularies.append(
        Vocabulary(
          minimumCount: count, size: report.frequencies.count - rare.count, dropped: dropped,
          share: Double(dropped) / Double(max(1, report.characters))))
    }
    let all = report.frequencies.count
    let best = vocabularies.last {
      $0.minimumCount <= 10 && $0.share <= Self.rareShare && $0.size * 20 <= all * 19
    }
    guard let best else {
      let rare = vocabularies.first { $0.minimumCount == 5 && $0.size * 4 < all * 3 }
      add(
        "min-count", "1",
        rare.map {
          "\(all - $0.size) of \(all) different characters occur less than five times, but they are "
            + "\(Self.percent($0.share)) of the text, too much to drop"
        } ?? "hardly any of the \(all) different characters are rare")
      return
    }
    minimumCount = best.minimumCount
    add(
      "min-count", "\(best.minimumCount)",
      "\(all - best.size) of \(all) different characters occur less often; they are "
        + "\(best.dropped) of the text's characters (\(Self.percent(best.share)))")
  }

  private mutating func adviseCleaning(_ report: CorpusReport) {
    func count(_ kinds: UnusualKind...) -> Int {
      report.unusual.reduce(0) { $0 + (kinds.contains($1.kind) ? $1.count : 0) }
    }
    let zeros = report.files.reduce(0) { $0 + $1.zeroBytes }
    if let file = report.files.first(where: \.isWide) {
      // Cleaning would not make text of it.
      return stop(
        file,
        "looks like UTF-16 or UTF-32, or is not text, and its encoding is not recognized: name it "
          + "with `encoding`")
    }
    if let file = report.files.first(where: \.isMostlyInvalid) {
      return stop(
        file,
        "has \(file.invalidCount) sequences of bytes that are not UTF-8, more than it has other "
          + "characters beyond ASCII, and its encoding is not recognized: name it with `encoding`, or "
          + "clean the text without `advised` and with `replace_invalid` or `drop_invalid`")
    }
    if report.invalidSequences > 0 {
      cleaning.invalid = .replace
      let are = report.invalidSequences == 1 ? "sequence of bytes is" : "sequences of bytes are"
      add(
        "text", nil,
        "\(report.invalidSequences) \(are) not UTF-8; look at them, then clean the text")
    }
    cleaning.lineEnds = configuration.lineEnds
    cleaning.normalization = report.files.contains { $0.notNFC > 0 } ? .nfc : .none
    cleaning.stripsByteOrderMark =
      report.files.contains(where: \.hasByteOrderMark) || count(.byteOrderMark) > 0
    cleaning.dropsControls = count(.control, .separator) > 0 && zeros * 10 <= report.bytes
    let droppable = report.unusual.filter { $0.scalar.map(UnusualKind.isDroppable) ?? false }
    cleaning.dropsInvisible = !droppable.isEmpty
    // Dropped characters may have separated a letter from its mark, or followed a space.
    let joins = cleaning.dropsInvisible || cleaning.dropsControls
    if joins,
      report.frequencies.contains(where: { ScalarTraits(of: $0.scalar).contains(.maybeNFC) })
    {
      cleaning.normalization = .nfc
    }
    cleaning.trimsTrailingSpace = report.shape.trailingSpaces > 0 || joins
    cleaning.boundary = configuration.boundary
    if report.repeatedDocuments.count > 0, report.boundary == configuration.boundary {
      cleaning.dropsRepeatedDocuments = true
    } else if report.repeatedLines.count > 0, configuration.boundary == .line,
      Self.hasSentences(report)
    {
      // Names, code, tunes and verse may repeat lines on purpose.
      cleaning.dropsRepeatedLines = true
    }
    if report.repeatedLines.share > 0.1, configuration.boundary != .line,
      Self.hasSentences(report)
    {
      add(
        "text", nil,
        "\(Self.percent(report.repeatedLines.share)) of the lines are repeats; unless they are "
          + "refrains, cleaning with `dedup_lines` drops them")
    }
    if report.characters < 200_000 {
      add("text", nil, "the text is small: a model will mostly memorize it")
    }
  }

  private mutating func stop(_ file: CorpusReport.File, _ reason: String) {
    obstacle = "\(file.path): \(reason)"
    add("text", nil, "\(file.path) \(reason)")
  }

  /// Returns whether lines are sentences or longer, not code, tunes, markup or verse.
  private static func hasSentences(_ report: CorpusReport) -> Bool {
    let lines = report.lineLengths.count
    return report.lineLengths.quantile(0.5) >= 20 && report.shape.sentenceEnds * 5 >= lines * 3
      && report.shape.codeEnds * 20 <= lines
  }

  /// Returns the size of a vocabulary that follows the advice, without special tokens.
  public func vocabularySize(of report: CorpusReport) -> Int {
    switch configuration.unit {
    case .byte: 256
    case .scalar:
      vocabularies.last { $0.minimumCount <= minimumCount }?.size ?? report.frequencies.count
    case .grapheme: report.frequencies.count + report.differentClusters
    }
  }

  /// Returns a share as a percentage for display.
  package static func percent(_ share: Double) -> String {
    let percent = 100 * share
    guard share > 0, share < 1 else { return "\(Int(percent.rounded())) %" }
    guard percent >= 0.01 else { return "< 0.01 %" }
    let scale = percent >= 1 ? 10.0 : 100
    return "\(Double((percent * scale).rounded() / scale)) %"
  }
}

// MARK: - Document boundary

extension TextAdvice {
  private mutating func adviseBoundary(_ report: CorpusReport) {
    let lines = report.lineLengths
    let (median, ninety) = (lines.quantile(0.5), lines.quantile(0.9))
    let blank = Double(report.blankLines) / Double(max(1, report.lines))
    let ends = Double(report.shape.sentenceEnds) / Double(max(1, lines.count))
    // Wrapped prose fills its lines; list items have varying lengths.
    let isWrapped = median >= 40 && ninety * 4 <= median * 5 && ends < 0.5
    let isList =
      lines.count >= 200 && blank < 0.02 && !isWrapped && lines.quantile(0.99) <= 400
      && (median <= 40 || (median <= 100 && ends >= 0.6))
    if isList {
      configuration.boundary = .line
      add(
        "boundary", "line",
        "short lines without blank lines between them look like one text each")
    } else if report.shape.blocks >= 20, report.shape.alikeBlocks >= 0.9 {
      configuration.boundary = .paragraph
      add(
        "boundary", "paragraph",
        "blocks between blank lines nearly all start with the same character, as records do")
    } else if report.files.count > 1 {
      add("boundary", "file", "each file is a separate text")
    } else {
      add("boundary", "file", "the text continues across lines and paragraphs")
    }
  }
}
