public import ArgumentParser
public import CharNetwork

extension CellKind: ExpressibleByArgument {}
extension InitializationScheme: ExpressibleByArgument {}

/// The network architecture.
struct NetworkOptions: ParsableArguments {
  @OptionGroup var layers: LayerOptions
  @OptionGroup var size: SizeOptions
  @OptionGroup var details: CellOptions

  func apply(to network: inout NetworkConfiguration) {
    details.apply(to: &network)
    layers.change(&network)
    size.change(&network)
  }
}

/// The recurrent layers.
struct LayerOptions: SettingOptions {
  @Option(help: .setting("cell")) var cell: CellKind?
  @Option(help: .setting("layers")) var layers: Int?
}

/// The size of the network.
struct SizeOptions: SettingOptions {
  @Option(help: .setting("hidden")) var hidden: Int?
  @Option(help: .setting("embedding")) var embedding: Int?
}

/// Regularization and initialization of the network.
struct RegularizationOptions: SettingOptions {
  @Option(help: .setting("dropout")) var dropout: Double?
  @Flag(inversion: .prefixedNo, help: .setting("locked-dropout")) var lockedDropout: Bool?
  @Option(help: .setting("weight-dropout")) var weightDropout: Double?
  @Option(help: .setting("zoneout")) var zoneout: Double?
  @Option(help: .setting("label-smoothing")) var labelSmoothing: Double?
  @Flag(inversion: .prefixedNo, help: .setting("tie-embeddings")) var tieEmbeddings: Bool?
  @Flag(inversion: .prefixedNo, help: .setting("residual")) var residual: Bool?
  @Option(help: .setting("initialization")) var initialization: InitializationScheme?

  /// Applies the options, after those of the cell and the size, and fits to them what is not given.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - embedding: the width of the embedding, if it is given.
  ///   - assigned: the full names of settings that are given by name.
  func apply(
    to network: inout NetworkConfiguration, embedding: Int?, assigned: Set<String> = []
  ) {
    change(&network)
    network.fitDefaults(
      keepsEmbeddingSize: embedding != nil || assigned.contains("network.embedding_size"),
      keepsWeightDropout: weightDropout != nil || assigned.contains("network.weight_dropout"))
  }
}
