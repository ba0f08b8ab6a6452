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
          let score = model.score(line, isSentence: !fragments)
          return json ? object(line, score) : columns(line, score)
        })
    }
    input.warn()
  }

  private func columns(_ line: [UInt8], _ score: WordModel.Score) -> [UInt8] {
    Array(
      "\(score.log10Probability.fixed(6))\t\(score.words)\t\(score.unknownWords)\t".utf8)
      + line + [UInt8(ascii: "\n")]
  }

  private func object(_ line: [UInt8], _ score: WordModel.Score) -> [UInt8] {
    let object = JSON.object([
      ("text", .string(String(decoding: line, as: UTF8.self))),
      ("log10_probability", .number(score.log10Probability)), ("words", .integer(score.words)),
      ("unknown_words", .integer(score.unknownWords)), ("perplexity", .optional(score.perplexity)),
    ])
    return Array((object.text + "\n").utf8)
  }
}
