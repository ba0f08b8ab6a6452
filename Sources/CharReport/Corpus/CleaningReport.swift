package import CharCorpus
package import CharIO
internal import CharText

/// The changes made by cleaning, as text and as a JSON log.
package struct CleaningReport: PrintedResult {
  private let log: CleaningLog
  private let flags: [String]
  private let inputs: [String]
  private let output: String

  /// Creates a report of a log.
  package init(_ log: CleaningLog, flags: [String], inputs: [String], output: String) {
    (self.log, self.flags, self.inputs, self.output) = (log, flags, inputs, output)
  }

  /// Returns the path of the log, next to the output.
  package static func logPath(_ output: String) -> String {
    (output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output) + ".log.json"
  }

  private var kinds: [(kind: CleaningLog.Kind, count: Int)] {
    CleaningLog.Kind.allCases.compactMap { kind in log.counts[kind].map { (kind, $0) } }
  }

  /// Sizes, and one line per kind of change.
  package var text: String {
    let sizes =
      "\(log.bytesRead.counted("byte", "bytes")) read, \(log.bytesWritten.grouped) written to "
      + output.shownName
      + (log.encodings.isEmpty ? "" : ", converted from \(log.encodings.joined(separator: ", "))")
    guard !kinds.isEmpty else {
      return "\(sizes); nothing \(log.encodings.isEmpty ? "" : "else ")to change\n"
    }
    return "\(sizes)\n"
      + TextTable(kinds.map { [Self.words($0.kind), $0.count.grouped] }).text
      + "log: \(Self.logPath(output).shownName)\n"
  }

  /// The log.
  package var json: JSON {
    .object([
      ("inputs", .array(inputs.map(JSON.string))), ("output", .string(output)),
      ("flags", .array(flags.map(JSON.string))),
      ("files_read", .integer(log.filesRead)), ("files_written", .integer(log.filesWritten)),
      ("bytes_read", .integer(log.bytesRead)), ("bytes_written", .integer(log.bytesWritten)),
      ("encodings", .array(log.encodings.map(JSON.string))),
      ("forgot_repeats", .bool(log.forgotRepeats)),
      (
        "changes",
        .array(
          kinds.map { kind, count in
            .object([
              ("kind", .string(kind.rawValue)), ("count", .integer(count)),
              (
                "first",
                .array(
                  (log.first[kind] ?? []).map {
                    .object([
                      ("file", .string($0.file)), ("line", .integer($0.line)),
                      ("column", .integer($0.column)),
                      ("offset", .integer($0.offset)),
                    ])
                  })
              ),
            ])
          })
      ),
    ])
  }

  private static func words(_ kind: CleaningLog.Kind) -> String {
    switch kind {
    case .replacedInvalid: "sequences that are not UTF-8, replaced"
    case .droppedInvalid: "sequences that are not UTF-8, dropped"
    case .strippedByteOrderMark: "byte order marks dropped"
    case .joinedLineEnd: "CR LF turned into LF"
    case .returnToLineFeed: "CR turned into LF"
    case .droppedControl: "control characters dropped"
    case .separatorToLineFeed: "other separators turned into LF"
    case .droppedInvisible: "invisible characters dropped"
    case .normalizedLine: "lines brought into the normalization form"
    case .trimmedLine: "lines without spaces at their end now"
    case .droppedLine: "lines dropped that were there before"
    case .droppedDocument: "documents dropped that were there before"
    }
  }
}
