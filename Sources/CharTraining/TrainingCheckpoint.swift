internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Foundation

/// What a run was started with: `training.json`.
struct TrainingManifest: Codable, Equatable {
  var configuration: TrainingConfiguration
  /// The files to learn from and to measure on.
  var corpus: [String]
  var validation: [String]
  /// Which files of directories are read, and which field of JSON Lines; nil where nothing is said.
  var selection: CorpusSelection?
  /// How invalid UTF-8 is met.
  var invalidUTF8: InvalidUTF8Policy
  /// The model that the run goes on from.
  var from: String?
  /// Tells apart corpora.
  var fingerprint: String

  /// How text is labelled; nil where the next character is predicted.
  var labels: LabelConfiguration?

  /// What is trained.
  var type: ModelType {
    labels == nil ? .language : labels?.pooling == nil ? .tagger : .classifier
  }

  /// The name of that model, without where it lies.
  var origin: String? { from.map { URL(fileURLWithPath: $0).lastPathComponent } }

  enum CodingKeys: String, CodingKey {
    case configuration, corpus, validation, selection, fingerprint, labels, from
    case invalidUTF8 = "invalid_utf8"
  }

  /// Checks the configuration, and settles how many shards it has.
  ///
  /// - Throws: `TrainingError.invalid`, or `NetworkError`.
  init(
    _ configuration: TrainingConfiguration, _ sources: TrainingSources,
    labels: LabelConfiguration? = nil, fingerprint: String, threads: Int?
  ) throws {
    try configuration.validate()
    if let threads, !(1...4096).contains(threads) {
      throw TrainingError.invalid("threads", value: "\(threads)", allowed: "1 to 4096")
    }
    self.configuration = configuration
    self.configuration.shards = configuration.shards ?? threads ?? processorCount
    corpus = sources.corpus
    validation = sources.validation
    selection = sources.selection == CorpusSelection() ? nil : sources.selection
    invalidUTF8 = sources.invalidUTF8
    from = sources.from
    self.labels = labels
    self.fingerprint = fingerprint
  }
}

/// Where a run stands, besides its arrays.
struct TrainingProgress: Codable, Equatable {
  var step = 0
  var tokens = 0
  var seconds = 0.0
  var bestNats: Double?
  /// Of the same evaluation; nil where no text is predicted.
  var bestBits: Double?
  var bestStep: Int?
  /// Evaluations since the best.
  var withoutGain = 0
  /// Falls of the plateau schedule.
  var falls = 0
  /// How many weights the average is of; nil before it starts.
  var averaged: Int?
  /// What the speed at the start promised for a run that is limited by time.
  var plannedSteps: Int?
  /// Losses since the last line of the history.
  var recent = RunningMean()
  /// Whether all goes well.
  var stability = Stability()

  enum CodingKeys: String, CodingKey {
    case step, tokens, seconds, falls, averaged, recent, stability
    case plannedSteps = "planned_steps"
    case bestNats = "best_valid_nats_per_token"
    case bestBits = "best_valid_bits_per_character"
    case bestStep = "best_step"
    case withoutGain = "evaluations_without_gain"
  }
}

/// The mean of what was added since it was last taken.
struct RunningMean: Codable, Equatable {
  private var sum = 0.0
  private var count = 0.0

  mutating func add(_ value: Double) {
    sum += value
    count += 1
  }

  mutating func take() -> Double {
    defer { self = RunningMean() }
    return sum / count
  }
}

/// All that a run goes on from, in one file: `training.safetensors`.
///
/// The latest weights stand under their own names, so that the file is a model too; moments and
/// recurrent memory beside them; progress in the metadata.
struct TrainingCheckpoint {
  var parameters: Parameters
  var moments: [String: [Float]]
  var states: [[Float]]
  /// The mean of the weights, if one is kept and has started.
  var average: [Float]?
  var progress: TrainingProgress

  private static let progressKey = TrainingRecord.progressKey
  private static let averageName = "average"

  /// Whether a run that goes on from here has only numbers to go on from.
  var isFinite: Bool {
    parameters.isFinite && moments.values.allSatisfy(areFinite)
      && states.allSatisfy(areFinite) && average.map(areFinite) ?? true
  }

  func write(to path: String, _ network: some Network) throws {
    var tensors = network.tensors(parameters)
    for (name, values) in moments.sorted(by: { $0.key < $1.key }) {
      tensors.append(("optimizer.\(name)", [values.count], values[...]))
    }
    for (i, values) in states.enumerated() {
      tensors.append(("state.\(i)", [values.count], values[...]))
    }
    if let average { tensors.append((Self.averageName, [average.count], average[...])) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json = String(decoding: try encoder.encode(progress), as: UTF8.self)
    try Safetensors.write(to: path, tensors, metadata: [Self.progressKey: json, "format": "pt"])
  }

  /// Reads one; `moments` and `states` say what is expected.
  init(
    contentsOf path: String, _ network: some Network, moments expected: [String: [Float]],
    states counts: [Int]
  ) throws {
    let file = try Safetensors(contentsOf: path)
    parameters = try network.readParameters(file)
    moments = [:]
    for (name, values) in expected {
      moments[name] = try file.floats("optimizer.\(name)", shape: [values.count])
    }
    states = try counts.enumerated().map { i, count in
      try file.floats("state.\(i)", shape: [count])
    }
    guard let json = file.metadata[Self.progressKey],
      let progress = try? JSONDecoder().decode(TrainingProgress.self, from: Data(json.utf8))
    else {
      throw FileError(path: path, problem: "says nothing of the run's progress; it is damaged")
    }
    self.progress = progress
    average =
      progress.averaged == nil
      ? nil : try file.floats(Self.averageName, shape: [network.layout.count])
  }

  init(
    parameters: Parameters, moments: [String: [Float]], states: [[Float]], average: [Float]?,
    progress: TrainingProgress
  ) {
    self.parameters = parameters
    self.moments = moments
    self.states = states
    self.average = average
    self.progress = progress
  }
}
