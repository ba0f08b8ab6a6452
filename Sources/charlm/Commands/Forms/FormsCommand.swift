import ArgumentParser

/// The command `charlm forms`.
struct FormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forms",
    abstract: "List the forms of verse, show them, and check texts against them.",
    subcommands: [FormsList.self, FormsShow.self, FormsCheck.self])
}
