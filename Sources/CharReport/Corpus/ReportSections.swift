internal import CharCorpus
internal import CharIO
internal import CharText
internal import CharTraining
internal import Foundation

/// The content of a report, independent of its format.
struct ReportSections {
  /// A part of a section.
  enum Block {
    /// Names and values.
    case facts([(name: String, value: String)])
    /// Amounts to compare: a title, and rows of label, amount, and amount as text.
    case bars(String, [(label: String, amount: Double, text: String)])
    /// A table with a header; columns in `numbers` are right-aligned.
    case table([String], [[String]], numbers: Set<Int>)
    /// A sentence.
    case note(String)
    /// A command.
    case command(String)
  }

  struct Section {
    var title: String
    var blocks: [Block]
  }

  let report: CorpusReport
  let text: TextAdvice
  let model: ModelAdvice
  /// The commands that follow from the advice.
  let commands: AdvisedCommands?

  /// All sections, from the contents of the text to the advice.
  var all: [Section] {
    [
      Section(title: "Corpus", blocks: [.facts(corpus)]),
      Section(title: "Scripts and languages", blocks: scripts),
      Section(title: "Characters", blocks: characters),
      Section(title: "Encoding", blocks: encoding),
      Section(title: "Unusual characters", blocks: unusual),
      Section(title: "Repeats", blocks: repeats),
      Section(title: "Lengths", blocks: lengths),
      Section(title: "What a model must beat", blocks: entropy),
      Section(title: "Advice", blocks: advice),
    ]
  }

  private var corpus: [(name: String, value: String)] {
    let documents =
      "\(report.documents.grouped), by \(report.boundary.rawValue)"
    return [
      ("files", report.files.count.grouped), ("bytes", report.bytes.grouped),
      (
        "characters",
        "\(report.characters.grouped), \(report.frequencies.count.grouped) different"
      ),
      (
        "graphemes",
        report.graphemes == report.characters
          ? "as many: each character is a code point"
          : "\(report.graphemes.grouped), what readers call characters"
      ),
      (
        "lines",
        report.lines.grouped + (report.blankLines > 0 ? ", \(report.blankLines.grouped) blank" : "")
      ), ("documents", documents),
    ]
  }

  private var scripts: [Block] {
    func bars(_ shares: [CorpusReport.Share], _ limit: Int) -> [(String, Double, String)] {
      let rest = shares.dropFirst(limit).reduce((0, 0.0)) {
        ($0.0 + $1.characters, $0.1 + $1.share)
      }
      let all =
        shares.prefix(limit).map { ($0.name.replacing("_", with: " "), $0.characters, $0.share) }
        + (rest.0 > 0 ? [("\(shares.count - limit) more", rest.0, rest.1)] : [])
      let width = all.map(\.1.grouped.count).max() ?? 0
      return all.map { name, count, share in
        let number = count.grouped.padded(to: width, isRight: true)
        return (name, share, "\(TextAdvice.percent(share))  \(number)")
      }
    }
    let common = Double(report.commonCharacters) / Double(max(1, report.characters))
    var blocks: [Block] = [.bars("scripts, of all letters", bars(report.scripts, 8))]
    if report.scripts.isEmpty { blocks = [] }
    blocks.append(
      .note(
        "\(TextAdvice.percent(common)) of the characters belong to no script: spaces, digits, "
          + "punctuation, symbols."))
    if !report.languages.isEmpty {
      blocks.append(.bars("languages, an estimate from small words", bars(report.languages, 8)))
    }
    return blocks
  }

  private var characters: [Block] {
    let (most, least) = (12, 8)
    func rows(_ entries: some Collection<(scalar: UInt32, count: Int)>) -> [[String]] {
      entries.map { entry in
        let share = Double(entry.count) / Double(max(1, report.characters))
        return [
          CharacterName.shown(entry.scalar), CharacterName.code(entry.scalar),
          entry.count.grouped, TextAdvice.percent(share), CharacterName.name(entry.scalar),
        ]
      }
    }
    let header = ["", "code", "times", "share", "name"]
    let all = report.frequencies
    var blocks: [Block] = [
      .note("the most frequent"), .table(header, rows(all.prefix(most)), numbers: [2, 3]),
    ]
    if all.count > most {
      blocks += [
        .note("the least frequent"),
        .table(header, rows(all.suffix(min(least, all.count - most))), numbers: [2, 3]),
      ]
    }
    return blocks
  }

  private var encoding: [Block] {
    let ends = report.lineEnds
    var kinds = [("LF", ends.feeds), ("CR LF", ends.pairs), ("CR", ends.returns)]
      .filter { $0.1 > 0 }.map { "\($0.1.grouped) \($0.0)" }
    if kinds.isEmpty { kinds = ["none"] }
    let mixed = report.files.count { $0.hasMixedLineEnds }
    let marks = report.files.count { $0.hasByteOrderMark }
    let forms: [(CorpusReport.File.Form, String)] = [
      (.both, "in NFC and NFD alike"), (.nfc, "in NFC"), (.nfd, "in NFD"), (.neither, "in neither"),
    ]
    let found = forms.compactMap { form, words in
      let count = report.files(in: form)
      return count == 0 ? nil : report.files.count == 1 ? words : "\(count.grouped) \(words)"
    }
    let compatibility = report.files.reduce(0) { $0 + $1.compatibility }
    let invalid = report.invalidSequences
    var facts: [(name: String, value: String)] = [
      (
        "UTF-8",
        invalid == 0
          ? "all valid"
          : "\(invalid.counted("invalid sequence", "invalid sequences")) in "
            + report.files.count { $0.invalidCount > 0 }.counted("file", "files")
      ),
      (
        "line ends",
        kinds.joined(separator: ", ")
          + (mixed > 0 ? "; mixed in \(mixed.counted("file", "files"))" : "")
      ), ("normalization", found.joined(separator: ", ")),
    ]
    if compatibility > 0 {
      let words = compatibility.counted("compatibility character", "compatibility characters")
      facts.append(("compatibility", words))
    }
    if marks > 0 {
      facts.append(
        ("byte order mark", "at the start of \(marks.counted("file", "files"))"))
    }
    var blocks: [Block] = [.facts(facts)]
    let places = report.files.flatMap(\.invalid).prefix(8)
    if !places.isEmpty {
      blocks.append(
        .table(
          ["invalid bytes", "place", "byte"],
          places.map {
            [
              $0.bytes.map { String(format: "%02X", $0) }.joined(separator: " "),
              "\($0.place.file.shownName):\($0.place.line):\($0.place.column)",
              $0.place.offset.grouped,
            ]
          }, numbers: [2]))
    }
    let broken = report.files.filter { $0.hasMixedLineEnds || $0.form == .neither }.prefix(5)
    if report.files.count > 1, !broken.isEmpty {
      blocks.append(
        .table(
          ["LF", "CR LF", "CR", "form", "file"],
          broken.map {
            [
              $0.feeds.grouped, $0.pairs.grouped, $0.returns.grouped, $0.form.rawValue,
              $0.path.shownName,
            ]
          }, numbers: [0, 1, 2]))
    }
    return blocks
  }
}
