import ArgumentParser

/// The command `charlm tag`.
struct Tag: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Give every character of a text a label: punctuation, word ends, …",
    discussion: """
      A file of two columns has a character, a tab and its label on each line; an empty line ends a \
      sequence. In either column \\s is a space, \\t a tab, \\n a line feed, \\r a return and \\\\ a \
      backslash.
      """,
    subcommands: [Prepare.self, Train.self, Apply.self, Eval.self])
}
