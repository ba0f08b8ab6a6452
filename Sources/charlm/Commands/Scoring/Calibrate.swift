import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm calibrate`.
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Score held-out lines, so that charlm score can say how unusual a line is.",
    discussion: """
      The lines should be like those to judge, and not a part of the training text. Their distribution, by \
      length, is written to lines.json in the model directory; training writes one from its validation text. \
      With --check, nothing is written: it says how many of the lines fall into each tenth of the distribution \
      that the model has, which is 10 % each for lines of the same kind.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "Files with a line of text each, or - for standard input.")
  var files: [String]

  @OptionGroup var condition: ConditionOption

  @Flag(help: "Write nothing; compare the lines with the distribution that the model has.")
  var check = false

  @OptionGroup var lineInput: LineInputOptions
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let directory = try model.directory
    if !check { try OutputFile.check(ModelFile.lines.path(in: directory), isNot: files) }
    let model = try model.loadPredictor(precision: precision.precision)
    let scores = try files.flatMap { try self.scores($0, model) }
    var unknown = UnknownTokens(model.tokenizer)
    for score in scores { unknown.add(score.unknownTokens, of: score.tokens.count, in: score.text) }
    unknown.warn("their lines look more usual than they are")
    if check {
      guard let distribution = try LineDistribution(ofModelIn: directory) else {
        throw Failure(
          "\(self.model.model): has no distribution of lines to check; leave out --check")
      }
      return try show(CalibrationTable(distribution, scores))
    }
    guard
      let distribution = LineDistribution(
        scores, direction: model.tokenizer.configuration.direction)
    else {
      throw Failure(
        "\(files.joined(separator: ", ")): \(scores.count { !$0.tokens.isEmpty }) lines are too few; "
          + "give at least \(LineDistribution.lineCounts.lowerBound)")
    }
    try distribution.save(to: directory)
    try show(CalibrationTable(distribution, scores))
  }

  private func scores(
    _ file: String, _ model: any AutoregressiveModel
  ) throws -> [Score] {
    var input = try lineInput.open(file, for: model.tokenizer.configuration, isQuiet: true)
    var scores: [Score] = []
    while let lines = try input.nextBytes() {
      scores += try self.model.naming {
        try model.scores(ofLines: lines, condition: condition.condition)
      }
    }
    input.warn()
    return scores
  }

  private func show(_ table: CalibrationTable) throws {
    try Console.show(table, asJSON: json)
  }
}
