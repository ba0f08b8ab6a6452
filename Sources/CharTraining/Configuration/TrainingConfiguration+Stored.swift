internal import CharNetwork
internal import CharNumerics
internal import CharText

extension TrainingConfiguration: StoredSettings {
  /// Reads a configuration, of this or another version.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func forget() {
    clipNorm = nil
    validationSplit = nil
  }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .text: try values.read(key, into: &text)
    case .network: try values.read(key, into: &network)
    case .batch: try values.read(key, into: &batch)
    case .window: try values.read(key, into: &window)
    case .epochs: try values.read(key, into: &epochs)
    case .usualEpochs: try values.read(key, into: &usualEpochs)
    case .steps: try values.read(key, into: &steps)
    case .minutes: try values.read(key, into: &minutes)
    case .optimizer: try values.read(key, into: &optimizer)
    case .schedule: try values.read(key, into: &schedule)
    case .patience: try values.read(key, into: &patience)
    case .precision: try values.read(key, into: &precision)
    case .shards: try values.read(key, into: &shards)
    case .seed: try values.read(key, into: &seed)
    case .freezing: try values.read(key, into: &freezing)
    case .averaging: try values.read(key, into: &averaging)
    case .recoveries: try values.read(key, into: &recoveries)
    case .saveEvery: try values.read(key, into: &saveEvery)
    case .keptCheckpoints: try values.read(key, into: &keptCheckpoints)
    case .minimumCount: try values.read(key, into: &minimumCount)
    case .maximumVocabulary: try values.read(key, into: &maximumVocabulary)
    case .clipNorm: try values.read(key, into: &clipNorm)
    case .clipValue: try values.read(key, into: &clipValue)
    case .validationFraction: try values.read(key, into: &validationFraction)
    case .validationSplit: try values.read(key, into: &validationSplit)
    case .testFraction: try values.read(key, into: &testFraction)
    case .keepsOrder: try values.read(key, into: &keepsOrder)
    case .evaluateEvery: try values.read(key, into: &evaluateEvery)
    case .sampleEvery: try values.read(key, into: &sampleEvery)
    case .asksDoctor: try values.read(key, into: &asksDoctor)
    }
  }
}
