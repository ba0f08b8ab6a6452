import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText
import Foundation

/// The command `charlm pairs`.
struct PairsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pairs",
    abstract: "Measure how often models prefer the good sentence of a pair.",
    discussion: """
      For minimal pairs such as those of BLiMP: one JSON object a line with sentence_good and sentence_bad. \
      A pair is correct if the good sentence has the higher log-probability; ties are wrong. Prints the \
      accuracy by category, with 95 % confidence intervals by Wilson's method. With --json, prints an \
      object per model.
      """)

  @Argument(help: "Models (directories or names), then files in JSON Lines.")
  var models: [String]

  @Option(help: "The member with the good sentence.") var good = MinimalPairFile().good
  @Option(help: "The member with the bad sentence.") var bad = MinimalPairFile().bad
  @Option(help: "The member with the category; without it, the file's name is used.")
  var category = MinimalPairFile().category

  @OptionGroup var ranking: RankingOptions
  @OptionGroup var condition: ConditionOption
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print a JSON object per model.")
  var json = false

  private var files: [String] { models.filter(Self.isFile) }

  private static func isFile(_ path: String) -> Bool {
    let exists = FileManager.default.fileExists(atPath: path)
    return path == "-" || (exists ? !FileSystem.isDirectory(path) : path.contains(".json"))
  }

  func validate() throws {
    if files.isEmpty { throw ValidationError("Name at least one file of pairs.") }
    if files.count == models.count { throw ValidationError("Name at least one model.") }
  }

  func run() throws {
    var reader = MinimalPairFile()
    (reader.good, reader.bad, reader.category) = (good, bad, category)
    let pairs = try files.flatMap { try reader.pairs(AtomicFile.readInput($0), path: $0) }
    let sentences = pairs.sentences
    var rows: [PairReport.Row] = []
    for name in models where !Self.isFile(name) {
      let options = try ModelOptions.parse([name])
      let model = try options.loadPredictor(precision: precision.precision)
      try condition.check(model, name: name)
      let watch = Stopwatch()
      let compared = try options.naming {
        try model.comparisons(
          of: sentences, by: ranking.measure(.total), condition: condition.condition,
          countsEnd: ranking.end)
      }
      let accuracy = PairAccuracy(pairs, compared.map(\.score))
      rows.append(
        PairReport.Row(
          model: name, accuracy: accuracy, seconds: watch.seconds))
      if json, let row = rows.last { try Console.line(row.json.text) }
      var unknown = UnknownTokens(model.tokenizer)
      unknown.add(compared, of: sentences)
      unknown.warn(UnknownTokens.equalShare, model: name)
    }
    if !json { try Console.write(PairReport(rows).text) }
  }
}
