import ArgumentParser
import CharIO
import CharReport
import CharText

extension Tag {
  /// The command `charlm tag prepare`.
  struct Prepare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prepare",
      abstract: "Make labels of a text by taking some of its characters away.",
      discussion: """
        Prints two columns: each character that stays, and as its label the characters that were \
        taken away after it. Each line is a sequence. With punctuation taken away, a model learns to \
        restore it; with spaces, to find words. charlm tag apply --insert is the way back.
        """)

    @Argument(help: "Files, or - for standard input. (default: -)")
    var files: [String] = []

    @Option(help: "The characters to take away, side by side.")
    var remove: String

    @Option(help: "The label of a character that none of them follows. (default: O)")
    var outside: String?

    @Option(help: "What one character is: scalar or grapheme. (default: scalar)")
    var unit: TextUnit?

    @Flag(help: "Of several in a row only the first is the label; otherwise all are.")
    var first = false

    @OptionGroup var invalid: InvalidOption

    func validate() throws {
      if remove.isEmpty { throw ValidationError("remove: nothing to take away; name characters.") }
      if outside?.isEmpty ?? false { throw ValidationError("outside: a label cannot be empty.") }
      if unit == .byte {
        throw ValidationError("unit: a byte is no character; give scalar or grapheme.")
      }
      let unit = unit ?? .scalar
      let removed = Set(unit.characters(of: remove))
      if unit.characters(of: outside ?? "O").allSatisfy(removed.contains) {
        throw ValidationError(
          "outside: \(outside ?? "O") is taken away itself, so that it could mean either; "
            + "give another label.")
      }
    }

    func run() throws {
      let outside = outside ?? "O"
      let maker = LabelsFromText(
        removing: remove, unit: unit ?? .scalar, outside: outside, keepsRuns: !first)
      var lost = 0
      for file in files.isEmpty ? ["-"] : files {
        var input = try LineInput(LineBatches(file, invalid: invalid.invalid ?? .error))
        while let lines = try input.next() {
          var text = ""
          for line in lines {
            let labels = maker.labels(of: line)
            lost += labels.lost
            guard !labels.pairs.isEmpty else { continue }
            for (character, label) in labels.pairs {
              text += "\(LabeledFormat.escape(character))\t\(LabeledFormat.escape(label))\n"
            }
            text += "\n"
          }
          try Console.write(text)
        }
      }
      if lost > 0 {
        Console.warning(
          "\(lost.grouped) characters stood at the start of a line, where no character is before "
            + "them, and were left out")
      }
    }
  }
}
