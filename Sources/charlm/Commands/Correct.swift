import ArgumentParser
import CharForms
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm correct`.
struct Correct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Correct the spelling of each line.",
    discussion: """
      Prints the most probable text within a number of edits of each line, and on standard error the changes. An \
      edit inserts, deletes or replaces a character, swaps two neighbors, or undoes a confusion. A line \
      is left alone unless the gain exceeds the threshold.

      A file of confusions has on each line a text as it is written and the texts that may be meant, separated \
      by spaces; a negative number after a text is its score in nats.
      """)

  private static let defaults = CorrectionOptions()

  @OptionGroup var model: ModelOptions
  @OptionGroup var lines: LineArguments
  @OptionGroup var mixing: MixingOptions

  @Option(help: "The most edits of a line.")
  var edits = Self.defaults.edits

  @Option(help: "Score of an edit in nats, at most 0.")
  var editScore = Self.defaults.scoreOfEdit

  @Option(help: "Nats by which the best text exceeds the line before it is changed.")
  var threshold = Self.defaults.threshold

  @Option(help: "File of texts that are written for others; each counts as one edit.")
  var confusions: String?

  @Option(help: "With --json, texts to print for each line, the best first. (default: 1)")
  var count: Int?

  @Option(help: "Hypotheses that are continued side by side.")
  var beams = Self.defaults.beams

  @Flag(help: "Print a JSON object per text, with its changes.")
  var json = false

  @OptionGroup var precision: ReadingPrecisionOption

  private var options: CorrectionOptions {
    var options = CorrectionOptions()
    options.edits = edits
    options.scoreOfEdit = editScore
    options.threshold = threshold
    options.beams = beams
    options.count = min(max(options.count, count ?? 1), beams)
    return options
  }

  func validate() throws {
    try checkingFlags { try options.validate() }
    if count != nil && !json { throw ValidationError("--count needs --json.") }
    if let count, !(1...beams).contains(count) {
      throw ValidationError(
        "count: \(count) is out of range; give 1 to the number of beams, \(beams)")
    }
  }

  func run() throws {
    let model = try mixing.load(model, precision)
    let confusions = try confusions.map(ReadingTableFile.read)
    try self.model.naming(mixing) { try correct(model, confusions) }
  }

  private func correct<Model: AutoregressiveModel>(
    _ model: Model, _ confusions: ReadingTable?
  ) throws {
    let corrector: Corrector<Model>
    do { corrector = try Corrector(model, confusions: confusions, options) } catch {
      throw Failure("\(self.model.model): \(error.message)")
    }
    Console.warn(model.tokenizer.warnings(about: Array(lines.given.utf8)))
    var unknown = UnknownTokens(model.tokenizer)
    try lines.forEach { line, number in
      let correction = try corrector.correct(line, after: lines.given)
      unknown.add(correction.unknownTokens, of: correction.tokens, in: line)
      let row = CorrectionRow(correction, line: number)
      if json {
        for object in row.objects(count ?? 1) { try Console.line(object.text) }
      } else {
        try Console.line(correction.text)
        for change in correction.changes {
          Console.note(row.note(change, at: lines.place(number, column: change.column)))
        }
      }
    }
    unknown.warn("corrections beside them are less certain than they seem")
  }
}
