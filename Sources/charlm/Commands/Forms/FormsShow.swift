import ArgumentParser
import CharIO
import CharLM

/// The command `charlm forms show`.
struct FormsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the file of a form, from which your own can start.")

  @Argument(help: "Name or title of a form.")
  var name: String

  func run() throws { try Console.write(NamedForm.yaml(name, with: TextInput.read)) }
}
