public import ArgumentParser
import CharIO
public import CharLM
import CharReport
import CharText

/// The command `charlm rescore`.
struct RescoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rescore",
    abstract: "Rescore n-best lists of another program with a model.",
    discussion: """
      The new score is that of the other program + WEIGHT · log-probability (nats) + LENGTH · number of \
      words. Prints the lists in the same format, best first, with the new scores. With --references, both \
      weights are tuned to the fewest errors; give them to the lists to be judged. Empty hypotheses \
      come last.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "A file with n-best lists, or - for standard input.")
  var file: String

  @Option(
    help: """
      kaldi (key and text), moses (number ||| text ||| features ||| score), or tsv (name, score, text).
      """
  )
  var format: NBestFormat

  @Option(parsing: .upToNextOption, help: "Kaldi archives of costs; lower is better.")
  var costs: [String] = []

  @Option(parsing: .upToNextOption, help: "Kaldi archives of scores; higher is better.")
  var scores: [String] = []

  @Option(help: "Kaldi: the archive of new scores to write; costs if --costs is given.")
  var outScores: String?

  @Option(help: "Weight of the model's log-probability. (default: 1, or tuned)")
  var weight: Double?

  @Option(help: "Added for each word or character. (default: 0, or tuned)")
  var length: Double?

  @Option(help: "Correct texts: tune the weights to them, and print error rates.")
  var references: String?

  @Option(help: "Units of lengths and errors: word or character.")
  var units = TextUnits.word

  @Flag(help: "Count the document boundary after each text too.")
  var end = false

  @OptionGroup var condition: ConditionOption
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print a JSON object per hypothesis.")
  var json = false

  func validate() throws {
    guard format == .kaldi || (costs.isEmpty && scores.isEmpty && outScores == nil) else {
      throw ValidationError("--costs, --scores and --out-scores are for --format kaldi.")
    }
    if format == .kaldi && costs.isEmpty && scores.isEmpty {
      throw ValidationError("Kaldi's texts have no scores; give archives with --costs or --scores.")
    }
    for (name, value) in [("weight", weight), ("length", length)] {
      if let value, !value.isFinite { throw ValidationError("\(name): give a finite number") }
    }
    if outScores == "" { throw ValidationError("A path is empty; name a file for --out-scores.") }
  }

  func run() throws {
    if let outScores {
      try OutputFile.check(
        outScores, isNot: [file] + costs + scores + (references.map { [$0] } ?? []),
        models: [model.model])
    }
    let archives = try [(costs, true), (scores, false)].flatMap { paths, isCost in
      try paths.map {
        NBestFile.Scores(
          try AtomicFile.readInput($0), path: FileSource.title(of: $0), isCost: isCost)
      }
    }
    let lists = try NBestFile(
      AtomicFile.readInput(file), path: FileSource.title(of: file), format, scores: archives)
    let references = try references.map {
      try NBestReferences(AtomicFile.readInput($0), path: FileSource.title(of: $0), of: lists)
    }
    let model = try model.loadPredictor(precision: precision.precision)
    try condition.check(model, name: self.model.model)
    let texts = lists.lists.texts
    let compared = try self.model.naming {
      try model.comparisons(
        of: texts, by: .total, condition: condition.condition, countsEnd: end)
    }
    let features = RescoringFeatures.features(
      of: lists.lists, units, modelScores: compared.map(\.score))
    var unknown = UnknownTokens(model.tokenizer)
    unknown.add(compared, of: texts)
    unknown.warn(UnknownTokens.equalShare)
    var weights = RescoringWeights(model: weight ?? 1, length: length ?? 0)
    if let references {
      let tuner = RescoringTuner(lists.lists, features, references, units)
      let isFixed = weight != nil || length != nil
      let result = isFixed ? tuner.result(weights) : tuner.best()
      weights = result.weights
      Console.note(RescoringReport(result, units, isTuned: !isFixed).text)
    }
    let ranked = features.map { $0.ranked(weights) }
    guard ranked.allSatisfy({ $0.hypotheses.allSatisfy(\.score.isFinite) }) else {
      throw Failure(
        "\(file): a new score is too large a number; give a smaller --weight or --length")
    }
    try write(lists, ranked)
  }

  private func write(_ file: NBestFile, _ ranked: [RescoredList]) throws {
    if let outScores {
      let text = file.scoreArchive(ranked, areCosts: scores.isEmpty)
      try AtomicFile.write([text], to: outScores)
    }
    guard json else { return try Console.write(file.text(ranked)) }
    for (list, ranked) in zip(file.lists, ranked) {
      for hypothesis in ranked.hypotheses {
        try Console.line(RescoringReport.object(list, hypothesis).text)
      }
    }
  }
}

extension NBestFormat: ExpressibleByArgument {}
extension TextUnits: ExpressibleByArgument {}
