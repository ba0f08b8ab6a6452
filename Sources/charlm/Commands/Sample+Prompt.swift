import CharIO
import CharText

extension Sample {
  /// Milliseconds to wait for standard input, which parent processes often leave open without
  /// writing to it.
  private static let patience: Int32 = 500

  /// Reads the prompt; a prompt on the command line is used as typed.
  func readPrompt(for tokenizer: Tokenizer) throws -> [UInt8] {
    if let promptFile {
      return try TextInput.read(promptFile, for: tokenizer).withoutLastLineEnd
    }
    guard let prompt else { return try pipedPrompt(for: tokenizer) }
    let bytes = tokenizer.withoutByteOrderMark(Self.typed(prompt, "--prompt"))
    guard !tokenizer.configuration.takesAnyBytes,
      String(validating: bytes, as: UTF8.self) == nil
    else { return bytes }
    Console.warning("the prompt is not valid UTF-8; what cannot be read is U+FFFD")
    return Array(prompt.utf8)
  }

  /// Reads piped text without a flag; nothing from a terminal.
  private func pipedPrompt(for tokenizer: Tokenizer) throws -> [UInt8] {
    guard StandardInput.isRedirected else { return [] }
    guard StandardInput.isReady(within: Self.patience) else {
      Console.note(
        "no text has come from standard input; going on without a prompt (--prompt-file - waits)")
      return []
    }
    let prompt = try TextInput.read("-", for: tokenizer).withoutLastLineEnd
    if !prompt.isEmpty {
      Console.note("the text from standard input is the prompt (--prompt \"\" does not read it)")
    }
    return prompt
  }

  /// Returns the bytes of an option's value on the command line.
  private static func typed(_ value: String, _ option: String) -> [UInt8] {
    let arguments = processArguments
    let name = Array(option.utf8)
    let start = name + [UInt8(ascii: "=")]
    for (index, argument) in arguments.enumerated().reversed() {
      let found =
        if argument.starts(with: start) {
          Array(argument.dropFirst(start.count))
        } else if index > 0, arguments[index - 1] == name {
          argument
        } else {
          [UInt8]()
        }
      if String(decoding: found, as: UTF8.self).utf8.elementsEqual(value.utf8) { return found }
    }
    return Array(value.utf8)
  }
}
