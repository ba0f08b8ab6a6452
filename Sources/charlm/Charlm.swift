import ArgumentParser
import CharIO
import CharLM
import Foundation

/// The command.
///
/// It and its commands all state their names: making names from types takes ArgumentParser 3 ms, at every start.
@main
struct Charlm: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charlm",
    abstract: "Character-level language models: train, generate, measure, score.",
    version: RunOrigin.version,
    groupedSubcommands: [
      CommandGroup(
        name: "Write",
        subcommands: [
          Sample.self, Write.self, Fill.self, FormsCommand.self, Accepts.self, Replay.self,
        ]),
      CommandGroup(
        name: "Judge",
        subcommands: [
          ScoreCommand.self, Eval.self, RankCommand.self, RescoreCommand.self, PairsCommand.self,
          Calibrate.self, Decode.self, Correct.self,
        ]),
      CommandGroup(
        name: "Train",
        subcommands: [
          Train.self, SweepCommand.self, Report.self, Corpus.self, SettingsCommand.self,
        ]),
      CommandGroup(
        name: "Models",
        subcommands: [
          Models.self, Info.self, Export.self, NGram.self, Index.self, Tokenize.self,
          CompressCommand.self, DecompressCommand.self,
        ]),
      CommandGroup(name: "Label", subcommands: [Tag.self, Classify.self]),
      CommandGroup(
        name: "Study",
        subcommands: [
          Bench.self, GradientFlowCommand.self, GraphCommand.self, CheckGradients.self,
        ]),
    ])

  static func main() {
    let given = Array(CommandLine.arguments.dropFirst())
    guard !given.isEmpty else { return print(FirstSteps.text(InstalledModels.ofThisProgram.names)) }
    if let message = UnknownWords.messageForCommand(given) {
      exit(withError: ValidationError(message))
    }
    var running: (any ParsableCommand)?
    do {
      let arguments = try ConfigurationFile.expand(HelpRequest.plain(DashedValues.attach(given)))
      var command = try HelpRequest.withoutTexts { try parseAsRoot(arguments) }
      running = command
      try command.run()
    } catch {
      if HelpRequest.isMade, exitCode(for: error) == .success {
        return print(HelpRequest.text(error, of: given))
      }
      // ArgumentParser does not know these errors; they come from the command's work.
      guard exitCode(for: error) == .failure else {
        exit(withError: explained(error, DashedValues.attach(given)))
      }
      Console.error(running.map { EncodingAdvice.message(error, of: $0) } ?? error.message)
      Foundation.exit(1)
    }
  }

  /// The error of a command line; of an option that does not exist, with the one that may be meant.
  private static func explained(_ error: any Error, _ arguments: [String]) -> any Error {
    guard exitCode(for: error) == .validationFailure else { return error }
    return UnknownWords.messageForOption(arguments).map { ValidationError($0) } ?? error
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
