internal import CharIO
internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharSettings
internal import CharText
internal import Foundation

/// The settings of a run at its start: `training.json`.
///
/// All settings are stored with defaults filled in, so that another version or processor can resume
/// the same run.
struct TrainingManifest: Codable, Equatable {
  /// Identifier of the run; nil in earlier versions.
  var id: String?
  /// Time, version and machine of the start; nil in earlier versions.
  var started: RunOrigin?
  var configuration = TrainingConfiguration()
  /// The training and validation files.
  var corpus: [String] = []
  var validation: [String] = []
  /// Selection of files in directories and of the JSON Lines field; nil if unset.
  var selection: CorpusSelection?
  /// Handling of invalid UTF-8.
  var invalidUTF8 = InvalidUTF8Policy.error
  /// The model that the run continues from.
  var from: String?
  /// Fingerprint of the corpus.
  var fingerprint = ""

  /// Label settings; nil for language models.
  var labels: LabelConfiguration?

  /// The type of model.
  var type: ModelType {
    labels == nil ? .language : labels?.pooling == nil ? .tagger : .classifier
  }

  /// The name of the model that the run continues from, without its path.
  var origin: String? { from.map { URL(fileURLWithPath: $0).lastPathComponent } }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case id, started, configuration, corpus, validation, selection, fingerprint, labels, from
    case invalidUTF8 = "invalid_utf8"
  }

  /// Creates an empty manifest.
  init() {}

  /// Validates the configuration and fills in defaults that do not depend on the data.
  ///
  /// - Throws: `SettingError`, or `NetworkError`.
  init(
    _ configuration: TrainingConfiguration, _ sources: TrainingSources,
    labels: LabelConfiguration? = nil, fingerprint: String, threads: Int?, ranks: Int = 1
  ) throws {
    try configuration.validate()
    if let threads, !(1...4096).contains(threads) {
      throw SettingError.outOfRange("threads", value: "\(threads)", allowed: "1 to 4096")
    }
    id = String(UInt64.random(in: 0...(.max)), radix: 16)
    started = RunOrigin(threads: threads ?? processorCount)
    self.configuration = configuration
    self.configuration.shards = configuration.shards ?? ranks * (threads ?? processorCount)
    self.configuration.settle()
    corpus = sources.corpus
    validation = sources.validation
    selection = sources.selection == CorpusSelection() ? nil : sources.selection
    invalidUTF8 = sources.invalidUTF8
    from = sources.from
    self.labels = labels
    self.fingerprint = fingerprint
  }
}

extension TrainingManifest {
  /// Takes over the manifest of the run in a directory, with the changes that are allowed.
  ///
  /// - Parameter directory: the model directory.
  /// - Returns: the previous configuration of the run.
  /// - Throws: `TrainingError.otherCorpus`, or `FileError`.
  mutating func goOn(in directory: String) throws -> TrainingConfiguration {
    let old: TrainingManifest = try JSONFile.read(ModelFile.training.path(in: directory))
    guard old.fingerprint == fingerprint else { throw TrainingError.otherCorpus(directory) }
    (id, started) = (old.id, old.started)
    return old.configuration
  }
}

extension TrainingManifest: StoredSettings {
  static var required: Set<CodingKeys> { [.configuration, .corpus, .fingerprint] }

  init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .id: try values.read(key, into: &id)
    case .started: try values.read(key, into: &started)
    case .configuration: try values.read(key, into: &configuration)
    case .corpus: try values.read(key, into: &corpus)
    case .validation: try values.read(key, into: &validation)
    case .selection: try values.read(key, into: &selection)
    case .fingerprint: try values.read(key, into: &fingerprint)
    case .labels: try values.read(key, into: &labels)
    case .from: try values.read(key, into: &from)
    case .invalidUTF8: try values.read(key, into: &invalidUTF8)
    }
  }
}
