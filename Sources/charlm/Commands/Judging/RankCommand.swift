import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText

/// The command `charlm rank`.
struct RankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract: "Put candidates in order, the most plausible first.",
    discussion: """
      A candidate is a line; blank lines separate groups, each of which is ranked by itself. Prints score \
      and text, separated by a tab. By default the score is the log-probability per token, so that candidates \
      of different length can be compared.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "A file with a candidate a line, or - for standard input. (default: -)")
  var file: String?

  @OptionGroup var ranking: RankingOptions
  @Option(help: "Print only the N best of each group.") var top: Int?
  @OptionGroup var condition: ConditionOption
  @OptionGroup var mixing: MixingOptions

  @Flag(help: "Print a JSON object per candidate.")
  var json = false

  @OptionGroup var lineInput: LineInputOptions
  @OptionGroup var precision: ReadingPrecisionOption

  func validate() throws {
    try checkRange("top", top, 1...)
    if let adaptation = mixing.adaptation {
      throw ValidationError("--\(adaptation) takes in texts in their order; candidates have none.")
    }
  }

  func run() throws {
    let model = try mixing.load(model, precision)
    try condition.check(model, name: self.model.model)
    var input = try lineInput.open(file, for: model.tokenizer.configuration)
    var groups = LineGroups()
    var number = 0
    var unknown = UnknownTokens(model.tokenizer)
    while let lines = try input.nextBytes() {
      groups.add(lines)
      try write(groups.takeComplete(), by: model, &number, &unknown)
    }
    try write(groups.takeAll(), by: model, &number, &unknown)
    input.warn()
    unknown.warn(UnknownTokens.equalShare)
  }

  private func write(
    _ groups: [[[UInt8]]], by model: any AutoregressiveModel, _ number: inout Int,
    _ unknown: inout UnknownTokens
  ) throws {
    let texts = groups.flatMap(\.self)
    let compared = try self.model.naming(mixing) {
      try model.comparisons(
        of: texts, by: ranking.measure(.perToken), condition: condition.condition,
        countsEnd: ranking.end)
    }
    unknown.add(compared, of: texts)
    let rankings = RankedText.rankings(of: groups, by: compared.map(\.score))
    for (group, ranking) in zip(groups, rankings) {
      number += 1
      if number > 1 && !json { try Console.line("") }
      for text in ranking.prefix(top ?? ranking.count) {
        let row = RankedRow(group[text.index], text.score, group: number)
        try Console.write(json ? Array((row.json.text + "\n").utf8) : row.columns)
      }
    }
  }
}
