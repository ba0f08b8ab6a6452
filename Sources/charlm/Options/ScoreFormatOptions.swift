import ArgumentParser
import CharIO
import CharReport

/// How scores are printed.
struct ScoreFormatOptions: ParsableArguments {
  @Flag(help: .advanced("Print the names of the columns first."))
  var header = false

  @Flag(help: "Print a JSON object per line.")
  var json = false

  @Flag(help: "Print tab-separated values, at a terminal too.")
  var tsv = false

  @Flag(
    help: .advanced("Describe the ranked lines in words, although the output is not a terminal."))
  var words = false

  @Flag(help: .advanced("With --json, print every token with its log-probability."))
  var perToken = false

  @Flag(help: .advanced("Add a column before the text: tokens unknown to the model."))
  var unknownTokens = false

  @Flag(
    help: """
      Add log10 and bits of the probability, characters, bytes and words, bits per each of them, \
      perplexity with and without unknown characters, the length-corrected score and the percentile.
      """)
  var figures = false

  @Option(
    help: """
      The length-corrected score is the log-probability divided by this power of the number of \
      tokens, 0 to 10. (default: fitted to held-out lines by charlm calibrate, else 1)
      """)
  var lengthExponent: Double?

  @Flag(
    help: """
      Print the most plausible line first, by nats per token; lines with unknown tokens come after \
      all others.
      """)
  var rank = false

  /// True if a format is given that is only for lines.
  var isOfLines: Bool {
    words || perToken || unknownTokens || figures || rank || lengthExponent != nil
  }

  /// True if the texts are described in words.
  var isInWords: Bool {
    words || (Console.isOutputTerminal && !(json || tsv || header || unknownTokens || figures))
  }

  func validate() throws {
    if perToken && !json { throw ValidationError("--per-token needs --json.") }
    if header && json { throw ValidationError("Give --header or --json, not both.") }
    if unknownTokens && json {
      throw ValidationError("--json has unknown_tokens anyway; leave out --unknown-tokens.")
    }
    if tsv && json { throw ValidationError("Give --tsv or --json, not both.") }
    if words && (json || tsv || header || unknownTokens || figures) {
      throw ValidationError("--words prints no table; leave out its flags.")
    }
    try checkRange("length-exponent", lengthExponent, 0...10)
    if lengthExponent != nil && !figures {
      throw ValidationError("--length-exponent needs --figures.")
    }
  }
}
