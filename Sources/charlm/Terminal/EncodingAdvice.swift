import ArgumentParser
import CharText

/// Advice for text that is not in the expected encoding, specific to the command that read it.
enum EncodingAdvice {
  /// Returns the message of an error, with helpful flags of the command if a text could not be
  /// read.
  static func message(_ error: any Error, of command: any ParsableCommand) -> String {
    guard let error = error as? CorpusError else { return error.message }
    let advice: String
    switch error {
    case .invalidUTF8(_, _, let guess): advice = Self.advice(guess, isByteSequence: true, command)
    case .undecodable: advice = "name another --encoding" + other(command)
    case .misread(_, _, let guess): advice = Self.advice(guess, isByteSequence: false, command)
    case .encodingNotRecognized: advice = Self.advice(nil, isByteSequence: false, command)
    default: return error.message
    }
    return error.message + "; " + advice
  }

  /// Returns the message of an error about a file that flags of encodings do not apply to, such as a map.
  static func messageWithoutFlags(_ error: CorpusError) -> String {
    switch error {
    case .invalidUTF8(_, _, let guess), .misread(_, _, let guess):
      error.message + "; " + conversion(guess)
    default: error.message
    }
  }

  private static func conversion(_ guess: EncodingGuess?) -> String {
    "convert it to UTF-8, as with iconv -f \(guess?.name ?? "ENCODING") -t UTF-8"
  }

  /// Returns the advice.
  private static func advice(
    _ guess: EncodingGuess?, isByteSequence: Bool, _ command: any ParsableCommand
  ) -> String {
    let other = isByteSequence ? Self.other(command) : ""
    guard takesEncoding(command) else {
      return conversion(guess) + other
    }
    if let guess { return "pass --encoding \(guess.name), or auto" }
    return "name the encoding with --encoding\(other)"
  }

  /// Returns further helpful flags after a comma; empty if there are none.
  private static func other(_ command: any ParsableCommand) -> String {
    replacing(command).map { ", or pass \($0)" } ?? ""
  }

  /// Returns true if the command has the flag `--encoding`.
  private static func takesEncoding(_ command: any ParsableCommand) -> Bool {
    !(command is Sample || command is Tag.Prepare || command is Bench)
  }

  /// Returns the flags that replace invalid bytes; nil if the command has none.
  private static func replacing(_ command: any ParsableCommand) -> String? {
    switch command {
    case is CorpusCleanCommand: "--replace-invalid or --drop-invalid"
    case is Sample, is Bench, is CorpusReportCommand: nil
    default: "--invalid replace"
    }
  }
}
