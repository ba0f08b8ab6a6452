import ArgumentParser
import CharForms
import CharIO
import CharLM
import CharText
import CharWriting

/// The command `charlm write`.
struct Write: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write",
    abstract: "Write a text in the terminal, with continuations by a model.",
    discussion: """
      Tab shows three continuations of the text before the cursor; arrow keys choose, Enter accepts. \
      /help lists the keys and commands. Changes are kept beside the file as they are typed.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "The file to write, which need not exist. (default: a new text)")
  var file: String?

  @OptionGroup var condition: ConditionOption
  @OptionGroup var sampling: SamplingFlags
  @OptionGroup var constraint: ConstraintOptions
  @OptionGroup var mixing: MixingOptions
  @OptionGroup var precision: ReadingPrecisionOption

  private var options: GenerationOptions {
    var options = GenerationOptions()
    options.condition = condition.condition
    sampling.change(&options)
    if sampling.seed == nil { options.sampling.seed = .random(in: 1...999_999_999) }
    return options
  }

  func validate() throws {
    try checkingFlags { try options.validate() }
    if file?.isEmpty ?? false { throw ValidationError("The path is empty; name a file.") }
  }

  func run() throws {
    do { try RawTerminal.check() } catch {
      throw Failure("\(error); charlm write needs a terminal, charlm sample does not")
    }
    let predictor = try mixing.load(model, precision)
    guard predictor.tokenizer.configuration.direction == .forward else {
      throw Failure("\(model.model): reads backward; charlm write needs a model that reads forward")
    }
    var settings = WritingSettings(options: options, constraint: constraint.named)
    try constraint.refusing { try settings.compile(reading: TextInput.read) }
    let file = try WritingFile(file, read: TextInput.read)
    let name = model.model.split(separator: "/").last.map(String.init) ?? model.model
    let host = WritingHost(
      read: TextInput.read, message: \.message,
      otherSettings: "any other setting of charlm sample")
    Interrupt.listen()
    var session = WritingSession(WritingEditor(predictor, name: name, file, settings, host))
    if case .kept(let name) = try session.run(shouldStop: { Interrupt.isRequested }) {
      Console.note("\(name) is not saved; charlm write with the same file goes on with it")
    }
  }
}
