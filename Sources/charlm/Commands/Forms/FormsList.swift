import ArgumentParser
import CharForms
import CharIO

/// The command `charlm forms list`.
struct FormsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the forms that are shipped.")

  @Flag(help: "Print a JSON object per form.")
  var json = false

  func run() throws {
    for form in try Forms.all {
      if json {
        let titles = form.titles.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
        try Console.line(
          JSON.object([
            ("name", .string(form.name)), ("language", .string(form.language)),
            ("aliases", .array(form.aliases.map { .string($0) })), ("title", .object(titles)),
          ]).text)
      } else {
        let titles = form.titles.sorted { $0.key < $1.key }.map(\.value).filter { $0 != form.name }
        let names = (form.aliases + titles).joined(separator: " · ")
        try Console.line("\(form.name)\t\(form.language)\t\(names)")
      }
    }
  }
}
