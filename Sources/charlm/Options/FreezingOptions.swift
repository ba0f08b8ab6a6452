import ArgumentParser
import CharTraining

/// What of a model stays as it is.
struct FreezingOptions: SettingOptions {
  @Flag(inversion: .prefixedNo, help: .setting("freeze-embedding")) var freezeEmbedding: Bool?
  @Option(help: .setting("freeze-layers")) var freezeLayers: Int?

  func apply(to configuration: inout TrainingConfiguration) {
    change(&configuration)
    if configuration.freezing == Freezing() { configuration.freezing = nil }
  }
}
