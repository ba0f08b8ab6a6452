internal import CharIO
internal import CharLM
internal import CharNetwork
internal import CharSettings
internal import Foundation

extension SweepRun {
  /// True if the directory holds the run, which then goes on.
  public var isStarted: Bool {
    FileManager.default.fileExists(atPath: ModelFile.training.path(in: directory))
  }

  /// Returns the configuration with which the run in the directory goes on.
  ///
  /// - Throws: `TrainingError.cannotChange` if the run was started with other settings, or
  ///   `FileError`.
  func resumed() throws -> TrainingConfiguration {
    let stored = try TrainingSources.ofRun(in: directory).configuration
    var given = configuration
    given.settle()
    var resumed = stored
    for setting in TrainingConfiguration.table.settings {
      let (old, new) = (setting.text(in: stored), setting.text(in: given))
      if setting.traits.contains(.changesOnResume) {
        // Values that depend on the data were filled in at the start.
        if new != nil { try setting.set(setting.texts(in: given), in: &resumed) }
      } else if let new, new != old {
        throw TrainingError.cannotChange(
          setting.name, from: old ?? setting.unset ?? "none", to: new)
      }
    }
    return resumed
  }

  /// The relative duration of the run.
  var expectedWork: Double {
    let network = try? CharacterNetwork(configuration.network, vocabularySize: 100)
    let tokens = Double(configuration.batch * configuration.window * (configuration.steps ?? 1))
    return Double(network?.layout.count ?? 0) * tokens * (configuration.epochLimit ?? 1)
  }
}
