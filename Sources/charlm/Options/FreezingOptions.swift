import ArgumentParser

/// Frozen parts of a model.
struct FreezingOptions: SettingOptions {
  @Flag(inversion: .prefixedNo, help: .setting("freeze-embedding")) var freezeEmbedding: Bool?
  @Option(help: .setting("freeze-layers")) var freezeLayers: Int?
}
