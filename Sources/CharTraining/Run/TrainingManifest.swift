internal import CharIO
internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharSettings
internal import CharText
internal import Foundation

/// What a run was started with: `training.json`.
///
/// All settings stand there as they were settled at the start, so that another version, or another
/// processor, goes on with the same run.
struct TrainingManifest: Codable, Equatable {
  /// Tells this run from others; nil of runs of earlier versions.
  var id: String?
  /// When, by which version and where it was started; nil likewise.
  var started: RunOrigin?
  var configuration = TrainingConfiguration()
  /// The files to learn from and to measure on.
  var corpus: [String] = []
  var validation: [String] = []
  /// Which files of directories are read, and which field of JSON Lines; nil where nothing is said.
  var selection: CorpusSelection?
  /// How invalid UTF-8 is met.
  var invalidUTF8 = InvalidUTF8Policy.error
  /// The model that the run goes on from.
  var from: String?
  /// Tells apart corpora.
  var fingerprint = ""

  /// How text is labeled; nil where the next character is predicted.
  var labels: LabelConfiguration?

  /// What is trained.
  var type: ModelType {
    labels == nil ? .language : labels?.pooling == nil ? .tagger : .classifier
  }

  /// The name of that model, without where it lies.
  var origin: String? { from.map { URL(fileURLWithPath: $0).lastPathComponent } }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case id, started, configuration, corpus, validation, selection, fingerprint, labels, from
    case invalidUTF8 = "invalid_utf8"
  }

  /// An empty one.
  init() {}

  /// Checks the configuration, and settles what does not depend on the data.
  ///
  /// - Throws: `SettingError`, or `NetworkError`.
  init(
    _ configuration: TrainingConfiguration, _ sources: TrainingSources,
    labels: LabelConfiguration? = nil, fingerprint: String, threads: Int?
  ) throws {
    try configuration.validate()
    if let threads, !(1...4096).contains(threads) {
      throw SettingError.outOfRange("threads", value: "\(threads)", allowed: "1 to 4096")
    }
    id = String(UInt64.random(in: 0...(.max)), radix: 16)
    started = RunOrigin(threads: threads ?? processorCount)
    self.configuration = configuration
    self.configuration.shards = configuration.shards ?? threads ?? processorCount
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
  /// Makes it that of the run in a directory, with what may change changed.
  ///
  /// - Parameter directory: the model directory.
  /// - Returns: the configuration that the run had so far.
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
