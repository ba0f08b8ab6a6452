import ArgumentParser
import CharLM

/// The commands and options that a word on the command line may stand for: names of other programs, and slips of the
/// keys.
enum UnknownWords {
  /// Commands under names of other programs.
  private static let commands: [String: [String]] = [
    "generate": ["sample"], "gen": ["sample"], "complete": ["sample"], "run": ["sample"],
    "chat": ["write", "sample"], "edit": ["write"], "editor": ["write"],
    "infill": ["fill"], "fim": ["fill"], "cloze": ["fill"],
    "learn": ["train"], "fit": ["train"], "finetune": ["train"], "fine-tune": ["train"],
    "evaluate": ["eval"], "test": ["eval"], "perplexity": ["eval"], "ppl": ["eval"],
    "loss": ["eval"], "judge": ["score"], "rate": ["score"], "plausibility": ["score"],
    "list": ["models"], "ls": ["models"], "show": ["info"], "inspect": ["info"],
    "describe": ["info"], "benchmark": ["bench"], "encode": ["tokenize"],
    "pinyin": ["decode"], "spell": ["correct"], "spellcheck": ["correct"],
    "prepare": ["corpus"], "preprocess": ["corpus"], "clean": ["corpus"], "download": ["corpus"],
    "zip": ["compress"], "unzip": ["decompress"], "convert": ["export"], "plot": ["report"],
    "lmplz": ["ngram"], "kenlm": ["ngram"],
  ]

  /// Options under names of other programs.
  private static let options: [String: [String]] = [
    "--lr": ["--rate"], "--learning-rate": ["--rate"], "--max-tokens": ["--length"],
    "--max-new-tokens": ["--length"], "--n-predict": ["--length"], "--predict": ["--length"],
    "--num-predict": ["--length"], "--tokens": ["--length"], "--max-length": ["--length"],
    "--num-samples": ["--count"], "--n-samples": ["--count"], "--samples": ["--count"],
    "--number": ["--count"], "--nbest": ["--count"], "--n-best": ["--count"],
    "--repeat-penalty": ["--repetition-penalty"], "--repeat-last-n": ["--repetition-window"],
    "--penalty-alpha": ["--contrastive"], "--num-beams": ["--beams"],
    "--beam-size": ["--beams"], "--beam-width": ["--beams"], "--grammar-file": ["--grammar"],
    "--schema": ["--json-schema"], "--primetext": ["--prompt"], "--start-text": ["--prompt"],
    "--start": ["--prompt"], "--prefix": ["--prompt"], "--text": ["--prompt"],
    "--batch-size": ["--batch"], "--seq-length": ["--bptt"], "--seq-len": ["--bptt"],
    "--sequence-length": ["--bptt"], "--block-size": ["--bptt"],
    "--context": ["--bptt", "--order"],
    "--hidden-size": ["--hidden"], "--rnn-size": ["--hidden"], "--num-layers": ["--layers"],
    "--n-layers": ["--layers"], "--n-layer": ["--layers"], "--embedding-size": ["--embedding"],
    "--n-embd": ["--embedding"], "--model-type": ["--cell"], "--rnn": ["--cell"],
    "--iterations": ["--steps"], "--iters": ["--steps"], "--max-iters": ["--steps"],
    "--max-steps": ["--steps"], "--num-epochs": ["--epochs"], "--grad-clip": ["--clip-norm"],
    "--clip": ["--clip-norm"], "--wd": ["--weight-decay"], "--val": ["--valid"],
    "--validation": ["--valid"], "--val-frac": ["--valid-fraction"],
    "--continue": ["--resume"], "--init-from": ["--from"], "--checkpoint": ["--from"],
    "--output": ["--out"], "--output-dir": ["--out"], "--out-dir": ["--out"], "--save": ["--out"],
    "--num-threads": ["--threads"], "--dtype": ["--precision"], "--n-gram": ["--order"],
    "--ngram": ["--order"], "--interval": ["--eval-every"], "--eval-interval": ["--eval-every"],
  ]

  /// Words on the command line that name what is an argument here.
  private static let arguments: Set = ["--model", "--input", "--data", "--data-dir", "--corpus"]

  /// The message for a word in the place of a command that is none; nil if there is no such word.
  ///
  /// - Parameter arguments: the command line.
  /// - Returns: the message.
  static func messageForCommand(_ arguments: [String]) -> String? {
    let (path, rest) = command(of: arguments)
    guard let parent = path.last, !parent.configuration.subcommands.isEmpty,
      parent.configuration.defaultSubcommand == nil,
      let word = rest.first, !word.hasPrefix("-"), word != "help"
    else { return nil }
    let prefix = path.map { $0._commandName }.joined(separator: " ")
    let names = parent.configuration.subcommands.map { $0._commandName }
    let other = path.count == 1 ? commands[word]?.first(where: names.contains) : nil
    guard let name = other ?? nearest(to: word, among: names) else {
      return "\(word) is not a command of \(prefix). See '\(prefix) --help'."
    }
    return "\(word) is not a command of \(prefix). Did you mean '\(prefix) \(name)'?"
  }

  /// The message for the first option that the command does not have; nil if it has them all.
  ///
  /// - Parameter arguments: the command line, with values that begin with a dash attached to their options.
  /// - Returns: the message, in one line.
  static func messageForOption(_ arguments: [String]) -> String? {
    let (path, rest) = command(of: arguments)
    guard let command = path.last else { return nil }
    let known = knownOptions(command)
    let given = rest.prefix { $0 != "--" }.lazy.filter { $0.hasPrefix("--") }
      .map { String($0.prefix { $0 != "=" }) }
    guard let option = given.first(where: { !known.contains($0) }) else { return nil }
    let name = path.map { $0._commandName }.joined(separator: " ")
    return "Unknown option \(option)\(meaning(of: option, known) ?? ".") See '\(name) --help'."
  }

  /// What an option may mean, as the end of a sentence; nil if that is not known.
  private static func meaning(of option: String, _ known: [String]) -> String? {
    let asked = option.replacing("_", with: "-")
    if let other = options[asked]?.first(where: known.contains) {
      return "; here it is called \(other)."
    }
    if arguments.contains(asked) { return "; give it without the option, as an argument." }
    // A beginning is meant before a slip of the keys is.
    let completions = known.filter { asked.count > 3 && $0.hasPrefix(asked) }
    let completion = completions.min { ($0.count, $0) < ($1.count, $1) }
    return (completion ?? nearest(to: asked, among: known)).map { "; did you mean \($0)?" }
  }

  /// Follows the command line from command to command.
  static func command(
    of arguments: [String]
  ) -> (path: [any ParsableCommand.Type], rest: ArraySlice<String>) {
    var path: [any ParsableCommand.Type] = [Charlm.self]
    var rest = arguments[...]
    while let word = rest.first,
      let next = path[path.count - 1].configuration.subcommands.first(where: {
        $0._commandName == word
      })
    {
      path.append(next)
      rest.removeFirst()
    }
    return (path, rest)
  }

  /// The options of a command, from its help.
  private static func knownOptions(_ command: any ParsableCommand.Type) -> [String] {
    let help = Charlm.helpMessage(for: command, includeHidden: true)
    return Set(help.matches(of: /--[a-z][a-z0-9-]*/).map { String($0.output) }).sorted()
  }

  /// Returns the name with the fewest slips of the keys; nil if all have too many.
  private static func nearest(to word: String, among names: [String]) -> String? {
    let letters = word.count(where: \.isLetter)
    let limit = letters < 4 ? 1 : letters < 8 ? 2 : 3
    return names.map { ($0, TextChange.distance(from: word, to: $0)) }
      .filter { $0.1 <= limit }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }
}
