import ArgumentParser
import CharLM

/// The search for fillings.
struct FillSearchOptions: ParsableArguments {
  private static let defaults = FillOptions()

  @Option(help: "How many texts, the best first. (default: \(defaults.count))")
  var count: Int?

  @Option(
    help: """
      Hypotheses that are continued side by side; more find better fillings and take more time. \
      (default: \(defaults.beams), at least --count)
      """)
  var beams: Int?

  @Option(
    help: .advanced(
      """
      Tokens on each side of the gaps that fillings have to suit, besides all that a model has read \
      before them. (default: \(defaults.context))
      """))
  var context: Int?

  @Option(
    help: """
      Draw fillings at this temperature instead of searching for the most probable. (default: 1 in a \
      template with temperatures of its own, else no drawing)
      """)
  var temperature: Double?

  @Option(help: "Seed of what is drawn. (default: a new one, printed on standard error)")
  var seed: UInt64?

  func validate() throws { try checkingFlags { try options.validate() } }

  /// The options of the search.
  var options: FillOptions {
    var options = FillOptions()
    options.count = count ?? options.count
    options.beams = beams ?? max(options.beams, options.count)
    options.context = context ?? options.context
    options.temperature = temperature
    options.seed = seed ?? options.seed
    return options
  }
}
