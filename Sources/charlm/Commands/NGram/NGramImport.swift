import ArgumentParser
import CharIO
import CharLM
import CharNGram
import CharReport
import CharText
import CharTraining

/// The command `charlm ngram import`.
struct NGramImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model directory of an n-gram model in the ARPA format.",
    discussion: """
      The words of the file are characters, as charlm ngram export spells them. The file does not say how \
      text was prepared: give the options that its text was read with.
      """)

  @Argument(help: "The ARPA file.")
  var file: String

  @OptionGroup var model: NewModelOption
  @OptionGroup(title: "Text") var text: PreparationOptions

  func run() throws {
    var settings = TrainingConfiguration()
    text.change(&settings)
    try FileSystem.checkOutput(model.out, isNot: [file])
    try NGramLanguageModel.checkNewDirectory(model.out)
    let language = try read(settings.text)
    try language.save(to: model.out)
    try Console.write(
      TextTable([
        ("model", model.out), ("order", "\(language.model.order)"),
        ("vocabulary", "\(language.model.vocabularySize) tokens"),
        ("grams", language.model.gramCounts.map(\.grouped).joined(separator: " ")),
      ]).text)
  }

  /// Reads the model; of a file of words, the error names the command for such files.
  private func read(_ settings: TextConfiguration) throws -> NGramLanguageModel {
    do {
      return try NGramLanguageModel(arpaFile: file, settings, unit: text.unit)
    } catch let error as FileError {
      guard (try? WordModel(arpa: AtomicFile.read(file))) != nil else { throw error }
      throw FileError(
        path: error.path, problem: "\(error.problem); charlm ngram score scores text by words")
    }
  }
}
