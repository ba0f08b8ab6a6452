import ArgumentParser
import CharSettings

/// A run file, and settings by their names in such files.
struct RunFileOptions: ParsableArguments {
  /// The texts that the run file names.
  @Option(name: .customLong("corpus"), help: .private) var corpus: [String] = []

  @Option(help: "A run file: settings in YAML or JSON, of which flags change parts.")
  var config: String?

  @Option(
    name: .customLong("set"),
    help: .advanced("NAME=VALUE, a setting by its name in run files, such as optimizer.beta1=0.95.")
  )
  var settings: [String] = []

  /// The settings given by name.
  var assignments: [SettingAssignment] { settings.map(SettingAssignment.init) }

  /// The full names of the settings given by name.
  var assigned: Set<String> { Set(assignments.compactMap { $0.setting?.name }) }
}
