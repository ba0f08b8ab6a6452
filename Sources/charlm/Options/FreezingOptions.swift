import ArgumentParser

/// What of a model stays as it is.
struct FreezingOptions: SettingOptions {
  @Flag(inversion: .prefixedNo, help: .setting("freeze-embedding")) var freezeEmbedding: Bool?
  @Option(help: .setting("freeze-layers")) var freezeLayers: Int?
}
