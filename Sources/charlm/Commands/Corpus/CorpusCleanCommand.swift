import ArgumentParser
import CharCorpus
import CharLM
import CharIO
import CharReport
import CharText

/// The command `charlm corpus clean`.
struct CorpusCleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Write a text anew with the changes that are asked for, and a log of them.")

  @Argument(help: "Files, directories (read recursively), or - for standard input.")
  var paths: [String]

  @Option(
    name: .shortAndLong,
    help: "The file to write; a folder where a directory or several files are read.")
  var out: String

  @OptionGroup var selection: SelectionOptions

  @OptionGroup(title: "Changes") var changes: CleaningOptions

  @Flag(help: "All changes that corpus report would advise for this text.")
  var advised = false

  @Flag(help: "Replace what is there under --out.")
  var force = false

  @Flag(help: "Print one JSON object: the log.")
  var json = false

  func validate() throws {
    if paths.contains("") || out.isEmpty {
      throw ValidationError("A path is empty; name a file or directory.")
    }
    if out == "-" {
      throw ValidationError(
        "The log stands beside the text, which therefore needs a name; give a file for --out.")
    }
    if changes.replaceInvalid && changes.dropInvalid {
      throw ValidationError("Give --replace-invalid or --drop-invalid, not both.")
    }
    if advised && paths.contains("-") {
      throw ValidationError(
        "--advised reads the text twice, which standard input cannot do; name a file.")
    }
    let hasEncoding = selection.encodingOption.encoding != nil
    if !advised && !hasEncoding && changes.cleaning(Cleaning()).changesNothing {
      throw ValidationError("Name the changes to make, or give --advised or --encoding.")
    }
  }

  func run() throws {
    var cleaning = Cleaning()
    if advised {
      var progress = ByteProgress("reading")
      let report = try CorpusReporter(
        paths: paths, selection: selection.selection, boundary: changes.boundary ?? .file
      )
      .report { progress.show($0, of: $1) }
      progress.clear()
      let advice = TextAdvice(report)
      if let obstacle = advice.obstacle { throw Failure(obstacle.withFlags) }
      cleaning = advice.cleaning
      let flags = cleaning.flags
      Console.note(
        flags.isEmpty
          ? "nothing is advised for this text" : "advised: \(flags.joined(separator: " "))"
      )
    }
    cleaning = changes.cleaning(cleaning)
    var progress = ByteProgress("cleaning")
    let logPath = CleaningReport.logPath(out)
    let log = try CorpusCleaner(
      paths: paths, selection: selection.selection, cleaning: cleaning
    )
    .clean(to: out, log: logPath, replaces: force) { progress.show($0, of: $1) }
    progress.clear()
    let report = CleaningReport(log, flags: cleaning.flags, inputs: paths, output: out)
    try AtomicFile.write([Array((report.json.text + "\n").utf8)], to: logPath)
    Console.warn(log.warnings)
    if log.forgotRepeats {
      Console.warning("too many different lines to remember all; later repeats may have stayed")
    }
    try Console.show(report, asJSON: json)
  }
}

/// The changes that cleaning makes.
struct CleaningOptions: ParsableArguments {
  @Option(help: "Bring the text into this normalization form.")
  var normalize: Normalization?

  @Option(help: "lf turns CR LF and CR into LF.")
  var lineEnds: LineEnds?

  @Flag(help: "Drop U+FEFF at the start of files and lines.")
  var stripBom = false

  @Flag(
    help: """
      Drop controls but for tab, LF and CR; other separators of lines and pages become LF.
      """)
  var dropControls = false

  @Flag(
    help: """
      Drop soft hyphens, zero-width spaces, marks of direction and the like; joiners stay.
      """)
  var dropInvisible = false

  @Flag(help: "Write U+FFFD for each sequence that is not UTF-8.")
  var replaceInvalid = false

  @Flag(help: "Drop sequences that are not UTF-8.")
  var dropInvalid = false

  @Flag(help: "Drop spaces at the end of lines.")
  var trimTrailingSpace = false

  @Flag(help: "Drop lines with text that were there before.")
  var dedupLines = false

  @Option(
    help: """
      Characters of the shortest line that --dedup-lines drops. (default: \
      \(Cleaning.defaultShortestRepeatedLine))
      """)
  var dedupMinLength: Int?

  @Flag(help: "Drop documents that were there before.")
  var dedupDocuments = false

  @Option(help: "What is one document. (default: \(TextConfiguration().boundary.rawValue))")
  var boundary: DocumentBoundary?

  /// Adds the requested changes to others.
  func cleaning(_ start: Cleaning) -> Cleaning {
    var cleaning = start
    cleaning.normalization = normalize ?? cleaning.normalization
    cleaning.lineEnds = lineEnds ?? cleaning.lineEnds
    cleaning.stripsByteOrderMark = stripBom || cleaning.stripsByteOrderMark
    cleaning.dropsControls = dropControls || cleaning.dropsControls
    cleaning.dropsInvisible = dropInvisible || cleaning.dropsInvisible
    if replaceInvalid { cleaning.invalid = .replace }
    if dropInvalid { cleaning.invalid = .drop }
    cleaning.trimsTrailingSpace = trimTrailingSpace || cleaning.trimsTrailingSpace
    cleaning.dropsRepeatedLines = dedupLines || cleaning.dropsRepeatedLines
    cleaning.shortestRepeatedLine = dedupMinLength ?? cleaning.shortestRepeatedLine
    cleaning.dropsRepeatedDocuments = dedupDocuments || cleaning.dropsRepeatedDocuments
    cleaning.boundary = boundary ?? cleaning.boundary
    return cleaning
  }
}
