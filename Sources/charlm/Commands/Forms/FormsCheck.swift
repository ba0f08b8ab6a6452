import ArgumentParser
import CharForms
import CharIO
import CharLM

/// The command `charlm forms check`.
struct FormsCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say where texts break a form.",
    discussion: """
      Texts stand on a line each, or, if the form has several lines, with empty lines between them. \
      The status is 1 if any text breaks the form.
      """)

  @Argument(help: "Name, title or file of a form.")
  var form: String

  @Argument(help: "File of texts; - for standard input.")
  var file = "-"

  @OptionGroup var wishes: FormWishOptions

  @Flag(help: "Print a JSON object per text.")
  var json = false

  func run() throws {
    var files = InputFiles()
    let form = try NamedForm.form(form, reading: &files, with: TextInput.read)
    let texts = form.texts(in: try TextInput.read(file))
    var failed = 0
    for text in texts {
      let faults: [FormFault]
      do { faults = try form.faults(in: text, wishes.wishes) } catch {
        Console.error("\(form.name): \(error)")
        throw ConstraintOptions.refused
      }
      if !faults.isEmpty { failed += 1 }
      if json { try Console.line(object(text, faults).text) } else { try show(text, faults) }
    }
    if failed > 0 { throw Failure("\(failed) of \(texts.count) texts break the form \(form.name)") }
  }

  private func object(_ text: String, _ faults: [FormFault]) -> JSON {
    .object([
      ("text", .string(text)), ("meets", .bool(faults.isEmpty)),
      (
        "faults",
        .array(
          faults.map { fault in
            .object([
              ("line", .integer(fault.line)), ("column", .integer(fault.column)),
              ("rule", .string(fault.rule)), ("reason", .string(fault.reason)),
            ])
          })
      ),
    ])
  }

  private func show(_ text: String, _ faults: [FormFault]) throws {
    try Console.line("\(faults.isEmpty ? "meets" : "breaks")\t\(text)")
    for fault in faults {
      try Console.line("  \(fault.line):\(fault.column)\t\(fault.rule)\t\(fault.reason)")
    }
  }
}
