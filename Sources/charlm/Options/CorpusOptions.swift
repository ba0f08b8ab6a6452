import ArgumentParser
import CharIO
import CharText

/// What is read of the files and directories of a corpus.
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
    help: """
      The field of JSON records, or the column of CSV and TSV, that is the text. (default: \
      \(CorpusSelection.defaultField) of .jsonl and .ndjson)
      """)
  var field: String?

  @OptionGroup var encodingOption: EncodingOption

  /// The patterns of what is left out; `none` is not one.
  private var excluded: [String] { exclude.filter { $0 != "none" } }

  /// What the command line selects.
  var selection: CorpusSelection {
    CorpusSelection(
      include: include, exclude: excluded, field: field, encoding: encodingOption.encoding)
  }

  func validate() throws {
    try checkingFlags { try selection.validate() }
  }

  /// The flags as they are typed, for other commands.
  var words: [String] {
    include.flatMap { Self.words("--include", $0) }
      + excluded.flatMap { Self.words("--exclude", $0) }
      + (field.map { Self.words("--field", $0) } ?? [])
      + (encodingOption.encoding.map { Self.words("--encoding", $0.name) } ?? [])
  }

  /// A flag and its value, in one word where the value looks like a flag.
  private static func words(_ flag: String, _ value: String) -> [String] {
    value.hasPrefix("-") ? ["\(flag)=\(value)"] : [flag, value]
  }
}

/// What is read of the files and directories of a corpus, and how.
struct CorpusOptions: ParsableArguments {
  @OptionGroup var selectionOptions: SelectionOptions
  @OptionGroup var invalidOption: InvalidOption

  /// How invalid UTF-8 is met; nil where the command line does not say.
  var invalid: InvalidUTF8Policy? { invalidOption.invalid }

  /// What the command line selects.
  var selection: CorpusSelection { selectionOptions.selection }

  /// Reads paths in this way.
  func reader(_ paths: [String]) -> CorpusReader {
    CorpusReader(paths: paths, selection: selection, invalidUTF8: invalid ?? .error)
  }
}
