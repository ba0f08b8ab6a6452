import Foundation
import Testing

@Suite("Help")
struct HelpTests {
  static let commands = [
    "train", "sample", "eval", "score", "info", "tokenize", "export", "tag", "classify", "bench",
    "gradient-flow", "graph", "check-gradients", "corpus", "ngram", "accepts", "forms", "index",
    "compress", "decompress", "rank", "pairs", "rescore", "calibrate", "fill", "decode", "correct",
  ]

  @Test("names every command")
  func commands() throws {
    let help = try Command(["--help"])
    #expect(help.status == 0)
    for name in Self.commands { #expect(help.output.contains("  \(name) ")) }
  }

  @Test("Without a command, it says what can be done at once with the models that are here")
  func firstSteps() throws {
    let command = try Command([])
    #expect(command.status == 0)
    for words in ["charlm sample tang", "charlm train"] {
      #expect(command.output.contains(words))
    }
  }

  @Test(
    "An unknown word leads to the command that is meant",
    arguments: [
      (["generate", "x"], "'charlm sample'"), (["trian"], "'charlm train'"),
      (["ppl"], "'charlm eval'"), (["corpus", "reprot"], "'charlm corpus report'"),
      (["zzzzzz"], "is not a command of charlm. See"),
    ])
  func unknownCommand(arguments: [String], words: String) throws {
    expectRefusal(try Command(arguments), words)
  }

  @Test(
    "An unknown option leads to the one that is meant",
    arguments: [
      (["sample", "m", "--temp", "1"], "did you mean --temperature?"),
      (["sample", "m", "--top_k", "4"], "did you mean --top-k?"),
      (["sample", "m", "--lenght", "4"], "did you mean --length?"),
      (["sample", "m", "--max-tokens", "4"], "here it is called --length."),
      (["train", "t", "--out", "o", "--lr", "1"], "here it is called --rate."),
      (["corpus", "clean", "t", "--output", "o"], "here it is called --out."),
      (["eval", "--model", "m"], "as an argument."),
      (["sample", "m", "--zzzzz"], "Unknown option --zzzzz. See 'charlm sample --help'."),
    ])
  func unknownOption(arguments: [String], words: String) throws {
    expectRefusal(try Command(arguments), words)
  }

  @Test("Short forms are those of other programs")
  func shortForms() throws {
    let scratch = try Scratch()
    let model = try scratch.model()
    let long = try Command([
      "sample", model, "--prompt", "- t", "--length", "5", "--seed", "3",
    ])
    #expect(long.status == 0 && long.output.hasPrefix("- t"))
    let short = try Command(["sample", model, "-p", "- t", "-n", "5", "--seed", "3"])
    #expect(short.output == long.output)
    #expect(try Command(["corpus", "get", "x", "-o", scratch.path("y")]).status == 1)
  }

  /// Returns the options that a help lists.
  private func options(_ help: String) -> [String] {
    help.matches(of: /\n  (?:-[a-z], )?(--[a-z][a-z0-9-]*)/).map { String($0.1) }
  }

  @Test(
    "--help shows everyday options and counts the others, which --help-all shows too",
    arguments: [
      (["train"], "--minutes", "--zoneout"), (["sample"], "--temperature", "--mirostat-tau"),
      (["eval"], "--window", "--precision"), (["ngram", "train"], "--order", "--casefold"),
    ])
  func lengths(command: [String], everyday: String, advanced: String) throws {
    let short = try Command(command + ["--help"])
    let long = try Command(command + ["--help-all"])
    #expect(short.status == 0 && long.status == 0 && short.errors.isEmpty && long.errors.isEmpty)
    let (shown, all) = (options(short.output), options(long.output))
    #expect(shown.contains(everyday) && !shown.contains(advanced))
    #expect(all.contains(everyday) && all.contains(advanced))
    #expect(Set(shown).isSubset(of: all) && shown.count <= 40)
    let name = (["charlm"] + command).joined(separator: " ")
    #expect(
      short.output.hasSuffix(
        "See '\(name) --help-all' for \(all.count - shown.count) more options.\n")
    )
    #expect(!long.output.contains("more options"))
    for words in [["help"] + command, command + ["-h"]] {
      #expect(try Command(words).output == short.output)
    }
  }

  @Test("Completions and manual pages have all options")
  func completions() throws {
    for arguments in [["--generate-completion-script", "bash"], ["--experimental-dump-help"]] {
      let output = try Command(arguments).output
      for option in ["zoneout", "mirostat-tau", "help"] { #expect(output.contains(option)) }
    }
  }

  @Test("Help fits a narrow terminal, and is no wider than people read", arguments: [60, 80, 200])
  func width(columns: Int) throws {
    for arguments in [["--help"], ["train", "--help-all"], ["sample", "--help-all"]] {
      let help = try Command(arguments, environment: ["COLUMNS": "\(columns)"]).output
      // A single word cannot be broken.
      let lines = help.split(separator: "\n").filter { $0.drop { $0 == " " }.contains(" ") }
      let widest = lines.map(\.count).max() ?? 0
      #expect(widest <= min(columns, 100) && widest > min(columns, 100) / 2)
    }
  }

  @Test("docs/commands.md names every option of every command")
  func documented() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/commands.md"), encoding: .utf8)
    for name in Self.commands where !["corpus", "ngram", "forms", "tag", "classify"].contains(name)
    {
      for option in try options(Command([name, "--help-all"]).output) {
        #expect(page.contains("\(option)"), "\(name) \(option)")
      }
    }
  }
}
