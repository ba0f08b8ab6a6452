import ArgumentParser
import CharForms
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm decode`.
struct Decode: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Find the text that is meant by readings, such as pinyin.",
    discussion: """
      Each line of the input is written in readings; the most probable text that has these readings is \
      printed. Readings need not be separated: the model finds where each ends. Characters that no reading \
      has are kept.

      A map file has on each line a reading and the texts that it may stand for, separated by spaces; a \
      negative number after a text is its score in nats. \\s is a space, and # starts a comment line.
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: "Map file, or one of: \(ReadingTable.names.joined(separator: ", ")).")
  var map: String

  @OptionGroup var lines: LineArguments
  @OptionGroup var mixing: MixingOptions

  @Option(help: "Texts to print for each line, the best first.")
  var count = 1

  @Option(help: "Hypotheses that are continued side by side.")
  var beams = 16

  @Flag(help: "Allow one slip in each reading: a letter too many, missing, wrong or swapped.")
  var slips = false

  @Option(help: "With --slips, score of a slip in nats, at most 0. (default: \(Self.scoreOfSlip))")
  var slipScore: Double?

  @Flag(help: "Print a JSON object per text.")
  var json = false

  @OptionGroup var precision: ReadingPrecisionOption

  private static let scoreOfSlip = -6.0

  func validate() throws {
    try checkRange("beams", beams, 1...)
    if !(1...beams).contains(count) {
      throw ValidationError(
        "count: \(count) is out of range; give 1 to the number of beams, \(beams)")
    }
    if let slipScore {
      if !slips { throw ValidationError("--slip-score needs --slips.") }
      if !(slipScore <= 0 && slipScore.isFinite) {
        throw ValidationError("slip-score: \(slipScore) is out of range; give 0 or less")
      }
    }
  }

  func run() throws {
    let model = try mixing.load(model, precision)
    try self.model.naming(mixing) { try decode(model) }
  }

  private func decode<Model: AutoregressiveModel>(_ model: Model) throws {
    let table = try table(model.tokenizer.vocabulary)
    var decoder: ReadingDecoder<Model>
    do { decoder = try ReadingDecoder(model, table) } catch {
      throw Failure("\(self.model.model): \(error.message)")
    }
    decoder.beams = beams
    decoder.scoreOfSlip = slips ? slipScore ?? Self.scoreOfSlip : nil
    Console.warn(model.tokenizer.warnings(about: Array(lines.given.utf8)))
    var unknown = UnknownTokens(model.tokenizer)
    try lines.forEach { line, number in
      let found = try decoder.decode(line, after: lines.given, count: count)
      if !json && count > 1 && number > 1 { try Console.line("") }
      for text in found { try Console.line(json ? object(text, number) : row(text)) }
      if let best = found.first { unknown.add(best.text) }
    }
    unknown.warn("they are kept as they stand in the input")
  }

  /// The table that is asked for; of pinyin only the characters that the model has.
  private func table(_ vocabulary: Vocabulary) throws -> ReadingTable {
    let known = vocabulary.unit == .scalar && !vocabulary.spellsBytes
    let named = ReadingTable.named(map) {
      !known || vocabulary.token(for: String(Character($0))) != nil
    }
    return try named ?? ReadingTableFile.read(map)
  }

  private func row(_ text: LatticeText) -> String {
    count == 1 ? text.text : "\(text.score.fixed(3))\t\(text.text)"
  }

  private func object(_ text: LatticeText, _ number: Int) -> String {
    JSON.object([
      ("line", .integer(number)), ("text", .string(text.text)), ("score", .number(text.score)),
      ("log_probability", .number(text.logProbability)),
    ]).text
  }
}
