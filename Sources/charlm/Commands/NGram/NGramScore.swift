import ArgumentParser
import CharIO
import CharNGram
import CharReport
import CharText

/// The command `charlm ngram score`.
struct NGramScore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score lines by an ARPA file whose words are words of a language.",
    discussion: """
      For files of KenLM and SRILM; the scores are those of KenLM's query. For every line: log10 \
      probability, number of words, number of unknown words, and the line, separated by tabs. A line is a \
      sentence: <s> precedes it, and </s> after it counts.
      """)

  @Argument(help: "The ARPA file.")
  var model: String

  @Argument(help: "A file with a sentence a line, or - for standard input. (default: -)")
  var file: String?

  @Flag(help: "Score lines as parts of sentences: without <s> before and </s> after them.")
  var fragments = false

  @Flag(help: "Print a JSON object per line.")
  var json = false

  @OptionGroup var lineInput: LineInputOptions

  func run() throws {
    let bytes = try AtomicFile.read(self.model)
    let model: WordModel
    do { model = try WordModel(arpa: bytes) } catch {
      throw FileError(path: error.path(self.model), problem: error.problem)
    }
    var input = try lineInput.open(file)
    while let lines = try input.nextBytes() {
      try Console.write(
        lines.flatMap { line in
          let row = WordScoreRow(line, model.score(line, isSentence: !fragments))
          return json ? Array((row.json.text + "\n").utf8) : row.columns
        })
    }
    input.warn()
  }
}
