public import ArgumentParser
import CharIO
public import CharLM
import CharReport

extension SurprisalUnit: ExpressibleByArgument {}
extension OffsetUnit: ExpressibleByArgument {}

/// Outputs of `charlm score` that read whole documents with running context.
struct SurprisalOptions: ParsableArguments {
  @Flag(
    help: """
      Show the whole text colored by surprisal, and its oddest places with what the model expected and \
      small repairs.
      """)
  var report = false

  @Option(help: "Write the report as an HTML page to this file.")
  var html: String?

  @Option(
    help: """
      Print the surprisal of every character, word or line as tab-separated values: item, offset, \
      surprisal and entropy in bits, position, frequency.
      """)
  var surprisalBy: SurprisalUnit?

  @Option(
    help: .advanced(
      """
      With --surprisal-by, count offsets into the original text, from 0, in characters or bytes. \
      (default: characters)
      """))
  var offsets: OffsetUnit?

  @Option(
    help: .advanced("Write the hidden states after each token to this file, in NumPy's format."))
  var hiddenStates: String?

  /// True if something is asked for.
  var isGiven: Bool { report || html != nil || surprisalBy != nil || hiddenStates != nil }

  /// The files to write.
  var files: [String] { [html, hiddenStates].compactMap { $0 } }

  func validate() throws {
    if offsets != nil && surprisalBy == nil {
      throw ValidationError("--offsets needs --surprisal-by.")
    }
    if report && surprisalBy != nil {
      throw ValidationError("Give --report or --surprisal-by, not both.")
    }
  }
}
