package import CharIO
package import CharLM
internal import CharText

/// Several models on one text, or one model on each of its documents, as a table and as JSON.
package struct ComparisonTable: PrintedResult {
  private let comparison: ModelComparison
  private let showsDocuments: Bool

  /// Creates the table.
  ///
  /// - Parameters:
  ///   - comparison: the models.
  ///   - showsDocuments: whether each document has a row.
  package init(_ comparison: ModelComparison, showsDocuments: Bool) {
    (self.comparison, self.showsDocuments) = (comparison, showsDocuments)
  }

  private var entries: [ModelComparison.Entry] { comparison.entries }
  private var isComparable: Bool { comparison.contractDifference == nil }

  /// The rows, and notes on what they mean.
  package var text: String {
    (showsDocuments ? documents + "\n" : "") + models.text
      + notes.map { "\n" + $0 }.joined() + (notes.isEmpty ? "" : "\n")
  }

  private var models: TextTable {
    let measures = isComparable ? ["bits per character", "nats per token", "perplexity"] : []
    let header =
      ["model", "bits per byte"] + measures
      + (entries.count > 1 ? ["difference", "95 % interval"] : []) + ["unknown"]
    let rows = entries.enumerated().map { index, entry in
      let result = entry.evaluation
      let figures =
        [result.bitsPerByte.fixed(4)]
        + (isComparable
          ? [
            result.bitsPerCharacter.fixed(4), result.natsPerToken.fixed(4),
            result.perplexity.fixed(3),
          ] : [])
      let interval = entry.interval.map {
        "\($0.lowerBound.signed(4)) to \($0.upperBound.signed(4))"
      }
      return [entry.name] + figures
        + (entries.count > 1 ? [index == 0 ? "" : entry.difference.signed(4), interval ?? ""] : [])
        + [result.unknownTokens.grouped]
    }
    return TextTable([header] + rows)
  }

  private var notes: [String] {
    var notes: [String] = []
    if let pieces = comparison.pieces {
      notes.append(
        "difference: bits per byte more than the first; interval: paired bootstrap over "
          + "\(comparison.pieceCount.grouped) \(pieces.rawValue)")
    } else if entries.count > 1 {
      notes.append(
        "difference: bits per byte more than the first; no interval, since the models do not divide the text "
          + "into the same \(PairedBootstrap.minimumPieces) or more documents or lines")
    }
    if let reason = comparison.contractDifference {
      notes.append("only bits per byte can be compared: \(reason)")
    }
    for entry in entries where !entry.losses.isEmpty {
      notes.append(entry.losses.note(on: entry.name))
    }
    return notes
  }

  private var documents: String {
    let isOne = entries.count == 1
    let header =
      ["document", "tokens"]
      + (isOne
        ? ["characters", "bytes", "unknown", "nats", "bits per character", "nats per token"]
        : entries.map { "bits " + $0.name })
    let count = entries.map(\.pieces.documents.count).min() ?? 0
    let rows = (0..<count).map { index in
      let first = entries[0].pieces.documents[index]
      let figures =
        isOne
        ? [
          first.characters.grouped, first.bytes.grouped, first.unknownTokens.grouped,
          first.nats.fixed(2), first.bitsPerCharacter.map { $0.fixed(4) } ?? "",
          first.natsPerToken.map { $0.fixed(4) } ?? "",
        ] : entries.map { $0.pieces.documents[index].bits.fixed(1) }
      return ["\(index + 1)", first.tokens.grouped] + figures
    }
    return TextTable([header] + rows).text
  }

  /// The same with stable keys.
  package var json: JSON {
    .object([
      ("models", .array(entries.map(object))),
      ("pieces", comparison.pieces.map { .string($0.rawValue) } ?? .null),
      ("piece_count", .integer(comparison.pieceCount)),
      ("comparable", .string(isComparable ? "all" : "bits_per_byte")),
      ("reason", comparison.contractDifference.map(JSON.string) ?? .null),
    ])
  }

  private func object(_ entry: ModelComparison.Entry) -> JSON {
    let result = entry.evaluation
    let documents = entry.pieces.documents.map { document in
      JSON.object([
        ("tokens", .integer(document.tokens)), ("characters", .integer(document.characters)),
        ("bytes", .integer(document.bytes)), ("unknown_tokens", .integer(document.unknownTokens)),
        ("nats", .number(document.nats)),
      ])
    }
    return .object(
      [
        ("model", .string(entry.name)), ("tokens", .integer(result.tokens)),
        ("nats", .number(result.nats)), ("nats_per_token", .number(result.natsPerToken)),
        ("perplexity", .number(result.perplexity)),
        ("bits_per_character", .number(result.bitsPerCharacter)),
        ("bits_per_byte", .number(result.bitsPerByte)),
        ("unknown_tokens", .integer(result.unknownTokens)), ("lossy", entry.losses.json),
        ("difference", .number(entry.difference)),
        (
          "interval",
          entry.interval.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
        ),
      ] + (showsDocuments ? [("documents", .array(documents))] : []))
  }
}

extension Double {
  /// The number with its sign.
  fileprivate func signed(_ decimals: Int) -> String { (self < 0 ? "" : "+") + fixed(decimals) }
}
