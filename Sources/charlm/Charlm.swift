import ArgumentParser
import CharIO
import CharLM
import Foundation

/// The command.
@main
struct Charlm: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charlm",
    abstract: "Character-level language models: train, generate, measure, score.",
    version: RunOrigin.version,
    subcommands: [
      Train.self,
      Sample.self,
      Eval.self,
      ScoreCommand.self,
      Decode.self,
      Correct.self,
      CompressCommand.self,
      DecompressCommand.self,
      Info.self,
      Models.self,
      Report.self,
      Tokenize.self,
      Index.self,
      Accepts.self,
      FormsCommand.self,
      Export.self,
      Corpus.self,
      NGram.self,
      Bench.self,
      GradientFlowCommand.self,
      GraphCommand.self,
      CheckGradients.self,
      Tag.self,
      Classify.self,
      SettingsCommand.self,
    ])

  static func main() {
    var running: (any ParsableCommand)?
    do {
      let arguments = try ConfigurationFile.expand(
        DashedValues.attach(Array(CommandLine.arguments.dropFirst())))
      var command = try parseAsRoot(arguments)
      running = command
      try command.run()
    } catch {
      // ArgumentParser does not know these errors; they come from the command's work.
      guard exitCode(for: error) == .failure else { exit(withError: error) }
      Console.error(running.map { EncodingAdvice.message(error, of: $0) } ?? error.message)
      Foundation.exit(1)
    }
  }
}

/// A failed command, with a message that states the problem, its place and its remedy.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Checks a configuration; errors are reported as command-line errors.
func checkingFlags(_ check: () throws -> Void) throws {
  do { try check() } catch { throw ValidationError(error.message) }
}
