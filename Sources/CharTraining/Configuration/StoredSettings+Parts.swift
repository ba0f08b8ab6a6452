internal import CharNetwork

extension OptimizerConfiguration: StoredSettings {
  /// Reads a configuration, of this or another version.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .kind: try values.read(key, into: &kind)
    case .rate: try values.read(key, into: &rate)
    case .momentum: try values.read(key, into: &momentum)
    case .weightDecay: try values.read(key, into: &weightDecay)
    case .beta1: try values.read(key, into: &beta1)
    case .beta2: try values.read(key, into: &beta2)
    case .epsilon: try values.read(key, into: &epsilon)
    }
  }
}

extension Schedule: StoredSettings {
  /// Reads a schedule, of this or another version.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .kind: try values.read(key, into: &kind)
    case .warmup: try values.read(key, into: &warmup)
    case .decay: try values.read(key, into: &decay)
    case .decayEpochs: try values.read(key, into: &decayEpochs)
    case .floor: try values.read(key, into: &floor)
    }
  }
}

extension Freezing: StoredSettings {
  /// Reads what is frozen, of this or another version.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .embedding: try values.read(key, into: &embedding)
    case .layers: try values.read(key, into: &layers)
    }
  }
}

extension LabelConfiguration: StoredSettings {
  /// Reads a configuration, of this or another version.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .outside: try values.read(key, into: &outside)
    case .pooling: try values.read(key, into: &pooling)
    }
  }
}

extension Averaging: StoredSettings {
  init() { self.init(.ema) }

  static var required: Set<CodingKeys> { [.kind] }

  /// Reads which mean, of this or another version.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .kind: try values.read(key, into: &kind)
    case .decay: try values.read(key, into: &decay)
    }
  }
}
