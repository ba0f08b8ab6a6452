public import ArgumentParser
import CharIO
import CharLM
public import CharSettings
import CharTraining

extension SettingScope: ExpressibleByArgument {}

/// The command `charlm settings`, which prints the tables of `docs/commands.md`.
struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings",
    abstract: "Print a table of settings in Markdown, for the documents.", shouldDisplay: false)

  @Argument(help: "Which settings.")
  var scope: SettingScope

  func run() throws {
    try Console.line("| flag | name | values and unit | default | meaning |")
    try Console.line("|---|---|---|---|---|")
    if scope == .sampling {
      try write(GenerationOptions.table)
    } else {
      try write(TrainingConfiguration.table)
    }
  }

  private func write<Root>(_ table: SettingTable<Root>) throws {
    for setting in table.settings where setting.scope == scope {
      try Console.line("| \(setting.columns(of: table).joined(separator: " | ")) |")
    }
  }
}

extension Setting {
  /// Flag, name, values, default and meaning in Markdown.
  fileprivate func columns(of table: SettingTable<Root>) -> [String] {
    let named = choices.isEmpty ? nil : choices.map { "`\($0)`" }.joined(separator: ", ")
    let values = (unit ?? named ?? range?.words).map { $0 + (unset.map { ", or `\($0)`" } ?? "") }
    let usual =
      if isSwitch {
        usualText == "true" ? "on" : "off"
      } else if unset == "auto" {
        "`auto`" + (self.usual.map { ": \($0)" } ?? "")
      } else {
        choices.contains(usualWords) ? "`\(usualWords)`" : usualWords
      }
    let meaning = help.replacing("<", with: "&lt;") + (note.isEmpty ? "" : " \(note)")
    return [
      flag.map { "`--\($0)`" } ?? "", "`\(name)`", values ?? "",
      isChosen ? "\(usual); chosen" : usual,
      table.withFlags(meaning, mark: "`", others: false).replacing("|", with: "\\|"),
    ]
  }
}
