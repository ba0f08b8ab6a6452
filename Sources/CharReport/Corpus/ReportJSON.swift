internal import CharCorpus
internal import CharIO
internal import CharText

/// A report as a JSON object with stable keys.
struct ReportJSON {
  private let report: CorpusReport
  private let text: TextAdvice
  private let model: ModelAdvice
  private let commands: AdvisedCommands?

  /// Maximum number of characters listed from each end.
  private static let characterLimit = 100
  private static let unusualLimit = 200

  init(_ sections: ReportSections) {
    (report, text, model) = (sections.report, sections.text, sections.model)
    commands = sections.commands
  }

  var object: JSON {
    .object([
      ("bytes", .integer(report.bytes)), ("characters", .integer(report.characters)),
      ("graphemes", .integer(report.graphemes)), ("lines", .integer(report.lines)),
      ("blank_lines", .integer(report.blankLines)), ("documents", .integer(report.documents)),
      ("boundary", .string(report.boundary.rawValue)), ("files", .array(report.files.map(file))),
      ("scripts", .array(report.scripts.map(share))),
      ("common_characters", .integer(report.commonCharacters)),
      ("languages_estimate", .array(report.languages.map(share))),
      ("different_characters", .integer(report.frequencies.count)),
      (
        "most_frequent",
        .array(report.frequencies.prefix(Self.characterLimit).map(character))
      ),
      (
        "least_frequent",
        .array(report.frequencies.suffix(Self.characterLimit).reversed().map(character))
      ),
      ("unusual", .array(report.unusual.prefix(Self.unusualLimit).map(unusual))),
      ("repeated_lines", repeats(report.repeatedLines)),
      ("repeated_documents", repeats(report.repeatedDocuments)),
      ("line_lengths", lengths(report.lineLengths)),
      ("document_lengths", lengths(report.documentLengths)), ("entropy", entropy),
      ("advice", advice),
    ])
  }

  private func place(_ place: CorpusReport.Place) -> [(String, JSON)] {
    [
      ("file", .string(place.file)), ("line", .integer(place.line)),
      ("column", .integer(place.column)), ("offset", .integer(place.offset)),
    ]
  }

  private func file(_ file: CorpusReport.File) -> JSON {
    .object([
      ("path", .string(file.path)), ("bytes", .integer(file.bytes)),
      ("characters", .integer(file.characters)), ("lines", .integer(file.lines)),
      ("lf", .integer(file.feeds)), ("cr_lf", .integer(file.pairs)),
      ("cr", .integer(file.returns)), ("byte_order_mark", .bool(file.hasByteOrderMark)),
      ("normalization", .string(file.form.rawValue)), ("not_nfc", .integer(file.notNFC)),
      ("not_nfd", .integer(file.notNFD)),
      ("compatibility_characters", .integer(file.compatibility)),
      ("zero_bytes", .integer(file.zeroBytes)),
      ("encoding", file.encoding.map { .string($0.name) } ?? .null),
      ("encoding_confidence", file.encoding.map { .number($0.confidence) } ?? .null),
      ("invalid_sequences", .integer(file.invalidCount)),
      ("invalid_bytes", .integer(file.invalidBytes)),
      (
        "first_invalid",
        .array(
          file.invalid.map { found in
            .object([
              ("line", .integer(found.place.line)), ("column", .integer(found.place.column)),
              ("offset", .integer(found.place.offset)),
              ("bytes", .array(found.bytes.map { .integer(Int($0)) })),
            ])
          })
      ),
    ])
  }

  private func share(_ share: CorpusReport.Share) -> JSON {
    .object([
      ("name", .string(share.name)), ("characters", .integer(share.characters)),
      ("share", .number(share.share)),
    ])
  }

  private func character(_ entry: (scalar: UInt32, count: Int)) -> JSON {
    .object([
      ("code", .string(CharacterName.code(entry.scalar))),
      ("character", Unicode.Scalar(entry.scalar).map { .string(String(Character($0))) } ?? .null),
      ("name", .string(CharacterName.name(entry.scalar))),
      ("script", .string(Scripts.shared.name(of: entry.scalar))),
      ("count", .integer(entry.count)),
    ])
  }

  private func unusual(_ found: CorpusReport.Unusual) -> JSON {
    .object([
      ("kind", .string(found.kind.rawValue)),
      ("code", found.scalar.map { .string(CharacterName.code($0)) } ?? .null),
      ("name", found.scalar.map { .string(CharacterName.name($0)) } ?? .null),
      ("count", .integer(found.count)),
      ("first", found.first.map { .object(place($0)) } ?? .null),
    ])
  }

  private func repeats(_ repeats: CorpusReport.Repeats) -> JSON {
    .object([
      ("count", .integer(repeats.count)), ("share", .number(repeats.share)),
      ("estimate", .bool(repeats.isEstimate)),
      (
        "most_frequent",
        .array(
          repeats.top.map {
            .object([("text", .string($0.text)), ("count", .integer($0.count))])
          })
      ),
    ])
  }

  private func lengths(_ lengths: LengthDistribution) -> JSON {
    .object([
      ("count", .integer(lengths.count)), ("min", .integer(lengths.minimum)),
      ("median", .integer(lengths.quantile(0.5))), ("mean", .number(lengths.mean)),
      ("p90", .integer(lengths.quantile(0.9))), ("p99", .integer(lengths.quantile(0.99))),
      ("max", .integer(lengths.maximum)),
      (
        "histogram",
        .array(
          lengths.histogram().map {
            .object([
              ("from", .integer($0.range.lowerBound)), ("to", .integer($0.range.upperBound)),
              ("count", .integer($0.count)),
            ])
          })
      ),
    ])
  }

  private var entropy: JSON {
    .object([
      ("smoothing", "modified Kneser-Ney, interpolated"),
      ("learned_tokens", .integer(report.entropy.learned)),
      ("measured_tokens", .integer(report.entropy.measured)),
      ("sample", .bool(report.entropy.isSample)),
      (
        "orders",
        .array(
          report.entropy.orders.map {
            .object([
              ("order", .integer($0.order)), ("nats_per_character", .number($0.nats)),
              ("bits_per_character", .number($0.bits)), ("n_grams", .integer($0.grams)),
            ])
          })
      ),
    ])
  }

  private var advice: JSON {
    .object([
      (
        "items",
        .array(
          text.items.map {
            .object([
              ("topic", .string($0.topic)), ("value", $0.value.map(JSON.string) ?? .null),
              ("reason", .string($0.reason)),
            ])
          })
      ),
      (
        "min_counts",
        .array(
          text.vocabularies.map {
            .object([
              ("min_count", .integer($0.minimumCount)), ("characters", .integer($0.size)),
              ("dropped", .integer($0.dropped)), ("share", .number($0.share)),
            ])
          })
      ),
      ("vocabulary", .integer(model.vocabulary)), ("tokens", .integer(model.tokens)),
      ("parameters", .integer(model.parameters)), ("model", .string(model.verdict)),
      ("suggested_hidden", .optional(model.suggestedHidden)),
      ("suggested_dropout", .optional(model.suggestedDropout)),
      ("tokens_per_second", .optional(model.tokensPerSecond)),
      ("epoch_seconds", .optional(model.epochSeconds)),
      ("clean", .array((commands?.cleaningFlags ?? []).map(JSON.string))),
      ("command", commands.map { .string($0.training) } ?? .null),
    ])
  }
}
