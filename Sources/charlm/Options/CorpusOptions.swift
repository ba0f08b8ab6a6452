import ArgumentParser
import CharIO
import CharText

/// Selection of the files of a corpus.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: """
      Of directories, read only files that fit a pattern such as '*.txt' or 'src/**/*.c'; may be \
      repeated. (default: all)
      """)
  var include: [String] = []

  @Option(help: "Of directories, leave out what fits a pattern; may be repeated. (default: none)")
  var exclude: [String] = []

  @Option(
    help: .advanced(
      """
      The field of JSON records, or the column of CSV and TSV, that is the text. (default: \
      \(CorpusSelection.defaultField) of .jsonl and .ndjson)
      """))
  var field: String?

  @OptionGroup var encodingOption: EncodingOption

  /// The exclusion patterns, without `none`.
  private var excluded: [String] { exclude.filter { $0 != "none" } }

  /// The selection from the command line.
  var selection: CorpusSelection {
    CorpusSelection(
      include: include, exclude: excluded, field: field, encoding: encodingOption.encoding)
  }

  func validate() throws {
    try checkingFlags { try selection.validate() }
  }

  /// The flags as typed, for use in other commands.
  var words: [String] {
    include.flatMap { Self.words("--include", $0) }
      + excluded.flatMap { Self.words("--exclude", $0) }
      + (field.map { Self.words("--field", $0) } ?? [])
      + (encodingOption.encoding.map { Self.words("--encoding", $0.name) } ?? [])
  }

  /// Returns a flag and its value, joined if the value looks like a flag.
  private static func words(_ flag: String, _ value: String) -> [String] {
    value.hasPrefix("-") ? ["\(flag)=\(value)"] : [flag, value]
  }
}

/// Selection of the files of a corpus, and decoding of their text.
struct CorpusOptions: ParsableArguments {
  @OptionGroup var selectionOptions: SelectionOptions
  @OptionGroup var invalidOption: InvalidOption

  /// Handling of invalid UTF-8; nil if not given on the command line.
  var invalid: InvalidUTF8Policy? { invalidOption.invalid }

  /// The selection from the command line.
  var selection: CorpusSelection { selectionOptions.selection }

  /// Creates a reader of paths with these options.
  func reader(_ paths: [String]) -> CorpusReader {
    CorpusReader(paths: paths, selection: selection, invalidUTF8: invalid ?? .error)
  }
}
