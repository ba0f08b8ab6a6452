import ArgumentParser
import CharIO
import CharLM
import CharReport

/// The command `charlm models`.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models that have a name.",
    discussion: """
      A command that takes MODEL finds these by name: charlm sample tang. They are searched for in the folders of \
      the environment variable CHARLM_MODELS (separated by colons), in ../share/charlm/models from the folder of \
      charlm, and in models of the package that charlm was built in.
      """)

  @Flag(help: "Print a JSON object for each model.")
  var json = false

  func run() throws {
    let installed = InstalledModels.ofThisProgram
    let models = try installed.names.compactMap { name in
      try installed.directory(named: name).map { try InstalledModel(name: name, directory: $0) }
    }
    if json {
      for model in models { try Console.line(model.json.text) }
      return
    }
    guard !models.isEmpty else {
      throw Failure(
        "no models are installed; there are none in \(installed.folders.joined(separator: ", "))")
    }
    try Console.write(InstalledModel.table(models).text)
  }
}
