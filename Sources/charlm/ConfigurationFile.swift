import ArgumentParser
import CharIO
import Foundation
import Yams

/// `--config FILE` of the commands that train: YAML, of which JSON is a part, with the names of the flags.
///
/// The file's entries become flags that are not given on the command line, so that a flag always wins
/// and both are checked in one place.
enum ConfigurationFile {
  private static let flag = "--config"
  private static let corpusKey = "corpus"

  /// The arguments with those of the file named among them.
  static func expand(_ arguments: [String]) throws -> [String] {
    guard let command = Command(arguments), let position = find(arguments) else {
      return arguments
    }
    let flags = command.flagNames
    var rest = arguments
    let path: String
    if rest[position] == flag {
      guard position + 1 < rest.count else { return arguments }
      path = rest[position + 1]
      rest.removeSubrange(position...position + 1)
    } else {
      path = String(rest[position].dropFirst(flag.count + 1))
      rest.remove(at: position)
    }
    let given = names(rest)
    rest = withoutUnset(rest)
    // What is unset stands for nothing else of the file.
    let meant = names(rest)
    var added: [String] = []
    var corpus: [String] = []
    for (key, value) in try entries(path) {
      if key == corpusKey {
        corpus = try texts(value, key, path)
        continue
      }
      let name = "--\(key)"
      guard flags.all.contains(name), name != flag else {
        throw Failure(
          "\(path): \(key) is no setting; the names are those of the flags of charlm "
            + command.words.joined(separator: " "))
      }
      guard !given.contains(plain(name)), !meant.contains(rivals[name] ?? "") else { continue }
      if let isOn = value as? Bool, flags.switches.contains(name) {
        if isOn {
          added.append(name)
        } else if flags.all.contains(opposite(name)) {
          added.append(opposite(name))
        }
      } else {
        added += try texts(value, key, path).map { "\(name)=\($0)" }
      }
    }
    // A corpus on the command line stands where the file's would.
    let count = command.words.count
    if !command.namesFiles(Array((rest + added).dropFirst(count))) {
      rest.insert(contentsOf: corpus, at: count)
    }
    return rest + added
  }

  /// A command that trains.
  private struct Command {
    /// How it is typed.
    let words: [String]
    private let type: any ParsableCommand.Type

    /// The command that arguments start with; nil of another one.
    init?(_ arguments: [String]) {
      let commands: [([String], any ParsableCommand.Type)] = [
        (["train"], Train.self), (["tag", "train"], Tag.Train.self),
        (["classify", "train"], Classify.Train.self),
      ]
      guard let found = commands.first(where: { arguments.starts(with: $0.0) }) else { return nil }
      (words, type) = found
    }

    /// Whether arguments after these words name files to read.
    func namesFiles(_ arguments: [String]) -> Bool {
      switch try? type.parse(arguments) {
      case let train as Train: !train.corpus.isEmpty
      case let tag as Tag.Train: !tag.options.files.isEmpty
      case let classify as Classify.Train: !classify.options.files.isEmpty
      default: false
      }
    }

    /// The names of all flags, as they are typed, and those that take no value.
    var flagNames: (all: Set<String>, switches: Set<String>) {
      let help = type.helpMessage(columns: 10_000)
      var (all, switches): (Set<String>, Set<String>) = ([], [])
      for line in help.split(separator: "\n") {
        let trimmed = line.drop { $0 == " " }
        guard trimmed.hasPrefix("--") else { continue }
        // Such as `--casefold/--no-casefold` or `--hidden <hidden>`.
        let words = trimmed.split(separator: " ", maxSplits: 1)
        let names = words[0].split(separator: "/").map(String.init)
        all.formUnion(names)
        if words.count == 1 || !words[1].hasPrefix("<") { switches.formUnion(names) }
      }
      return (all, switches)
    }
  }

  private static let negation = "--no-"

  /// Flags of which the command line gives one or the other.
  private static let rivals = ["--valid": "--valid-fraction", "--valid-fraction": "--valid"]

  /// Flags of any text, for which `none` on the command line says that what the file has does not count.
  private static let freeTexts: Set = [
    "--preset", "--from", "--valid", "--include", "--exclude", "--field", "--tensorboard",
    "--ablation",
  ]

  /// The flags among some arguments, without values and negations.
  private static func names(_ arguments: [String]) -> Set<String> {
    Set(arguments.map { plain(String($0.split(separator: "=", maxSplits: 1).first ?? "")) })
  }

  /// A flag without its negation.
  private static func plain(_ name: String) -> String {
    name.hasPrefix(negation) ? "--" + name.dropFirst(negation.count) : name
  }

  /// A switch the other way round.
  private static func opposite(_ name: String) -> String {
    name.hasPrefix(negation) ? plain(name) : negation + name.dropFirst(2)
  }

  /// The arguments without flags of any text that are `none`.
  private static func withoutUnset(_ arguments: [String]) -> [String] {
    var result: [String] = []
    for argument in arguments {
      if argument == "none", let flag = result.last, freeTexts.contains(flag) {
        result.removeLast()
      } else if !freeTexts.contains(where: { argument == "\($0)=none" }) {
        result.append(argument)
      }
    }
    return result
  }

  private static func find(_ arguments: [String]) -> Int? {
    arguments.prefix { $0 != "--" }.firstIndex { $0 == flag || $0.hasPrefix(flag + "=") }
  }

  private static func entries(_ path: String) throws -> [(String, Any)] {
    let text = try TextInput.read(path)
    let value: Any?
    do { value = try Yams.load(yaml: text) } catch {
      throw Failure("\(path): neither YAML nor JSON: \(reason(error))")
    }
    guard let value else { return [] }
    guard let members = value as? [String: Any] else {
      throw Failure("\(path): holds no settings; write lines such as hidden: 128")
    }
    return members.sorted { $0.key < $1.key }
  }

  /// The problem without the text around it, which may be long.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      let lines = problem.split(separator: "\n")
      return "line \(mark.line), column \(mark.column): \(lines.first ?? "it cannot be read")"
    case YamlError.duplicatedKeysInMapping(let keys, _):
      return "\(keys.joined(separator: ", ")) stands there twice"
    default: return "\(error)"
    }
  }

  private static func texts(_ value: Any, _ key: String, _ path: String) throws -> [String] {
    switch value {
    case let text as String: return [text]
    case let isOn as Bool: return ["\(isOn)"]
    case let number as Int: return ["\(number)"]
    case let number as Double: return ["\(number)"]
    case let list as [Any]: return try list.flatMap { try texts($0, key, path) }
    default:
      throw Failure("\(path): \(key) is neither text, number, truth value nor a list of them")
    }
  }
}
