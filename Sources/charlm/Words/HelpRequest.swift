import ArgumentParser
import CharIO
import CharReport
import Synchronization

/// The two lengths of a command's help: `--help` shows everyday options, `--help-all` every option.
enum HelpRequest {
  private static let everyOption = "--help-all"

  /// The arguments of this process up to `--`, after which there are no options.
  private static let words = CommandLine.arguments.dropFirst().prefix { $0 != "--" }

  /// True if the command line asks for the short help.
  static let isShort = isMade && !words.contains(everyOption)

  /// True if the command line asks for help.
  static let isMade =
    words.first == "help" || words.contains { ["-h", "--help", everyOption].contains($0) }

  private static let texts = Atomic<Bool>(true)

  /// False while options are made whose help nobody will read.
  static var wantsTexts: Bool { texts.load(ordering: .relaxed) }

  /// Reads a command line. ArgumentParser makes all options with their help to do so, and makes them again for the
  /// help or for an error; the texts take a tenth of a short run.
  static func withoutTexts<Result>(_ read: () throws -> Result) rethrows -> Result {
    texts.store(false, ordering: .relaxed)
    defer { texts.store(true, ordering: .relaxed) }
    return try read()
  }

  /// Returns the command line as ArgumentParser reads it: both requests are `--help`, and the
  /// visibility of options differs.
  static func plain(_ arguments: [String]) -> [String] {
    let options = arguments.prefix { $0 != "--" }
    return options.map { $0 == everyOption ? "--help" : $0 } + arguments[options.count...]
  }

  /// Widest line of help, for terminals that are wider than people read.
  private static let widest = 100

  /// Returns the help that an error of ArgumentParser stands for.
  ///
  /// - Parameters:
  ///   - error: The error.
  ///   - command: The command line.
  /// - Returns: The help; the short one ends with a note if it leaves out options.
  static func text(_ error: any Error, of command: [String]) -> String {
    let help = Charlm.fullMessage(for: error, columns: min(widest, Console.columns(1)))
    let path = UnknownWords.command(of: command.filter { $0 != "help" }).path
    let name = path.map { $0._commandName }.joined(separator: " ")
    let hidden =
      optionCount(path[path.count - 1], includeHidden: true)
      - optionCount(path[path.count - 1], includeHidden: false)
    guard hidden > 0 else { return help }
    let options = hidden.counted("more option", "more options")
    return help + "\n  See '\(name) \(everyOption)' for \(options)."
  }

  /// Returns the number of options that the help of a command has.
  private static func optionCount(
    _ command: any ParsableCommand.Type, includeHidden: Bool
  ) -> Int {
    Charlm.helpMessage(for: command, includeHidden: includeHidden).matches(of: /\n  -/).count
  }
}

extension ArgumentVisibility {
  /// Options for special needs, which only the short help leaves out: completions and manual pages
  /// have them.
  static let advanced: ArgumentVisibility = HelpRequest.isShort ? .hidden : .default
}

extension ArgumentHelp {
  /// Returns the help of an option for special needs.
  static func advanced(_ text: String) -> ArgumentHelp {
    ArgumentHelp(text, visibility: .advanced)
  }
}
