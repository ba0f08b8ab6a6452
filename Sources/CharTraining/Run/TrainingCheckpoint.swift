internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Foundation

/// Progress of a run: all state except its arrays.
struct TrainingProgress: Codable, Equatable {
  var step = 0
  var tokens = 0
  var seconds = 0.0
  var bestNats: Double?
  /// Bits of the best evaluation; nil for labels.
  var bestBits: Double?
  var bestStep: Int?
  /// Evaluations since the best.
  var withoutGain = 0
  /// Number of decays of the plateau schedule.
  var falls = 0
  /// Number of averaged weights; nil before averaging starts.
  var averaged: Int?
  /// Updates expected at the start, by measured speed, for a run limited by time.
  var plannedSteps: Int?
  /// Losses since the last line of the history.
  var recent = RunningMean()
  /// Stability of the run.
  var stability = Stability()

  enum CodingKeys: String, CodingKey, CaseIterable {
    case step, tokens, seconds, falls, averaged, recent, stability
    case plannedSteps = "planned_steps"
    case bestNats = "best_valid_nats_per_token"
    case bestBits = "best_valid_bits_per_character"
    case bestStep = "best_step"
    case withoutGain = "evaluations_without_gain"
  }
}

extension TrainingProgress: StoredSettings {
  static var required: Set<CodingKeys> { [.step, .tokens, .seconds] }

  init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws {
    switch key {
    case .step: try values.read(key, into: &step)
    case .tokens: try values.read(key, into: &tokens)
    case .seconds: try values.read(key, into: &seconds)
    case .falls: try values.read(key, into: &falls)
    case .averaged: try values.read(key, into: &averaged)
    case .recent: try values.read(key, into: &recent)
    case .stability: try values.read(key, into: &stability)
    case .plannedSteps: try values.read(key, into: &plannedSteps)
    case .bestNats: try values.read(key, into: &bestNats)
    case .bestBits: try values.read(key, into: &bestBits)
    case .bestStep: try values.read(key, into: &bestStep)
    case .withoutGain: try values.read(key, into: &withoutGain)
    }
  }
}

/// The mean of values added since it was last taken.
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

/// The complete state of a run in one file, `training.safetensors`.
///
/// The latest weights are stored under their own names, so that the file is also a model, alongside
/// moments and recurrent states; progress is in the metadata.
struct TrainingCheckpoint {
  var parameters: Parameters
  var moments: [String: [Float]]
  var states: [[Float]]
  /// The mean of the weights, if averaging has started.
  var average: [Float]?
  var progress: TrainingProgress

  private static let progressKey = TrainingRecord.progressKey
  private static let averageName = "average"

  /// Returns true if a file is the checkpoint of a run without any steps.
  static func isOfStart(_ path: String) -> Bool { progress(at: path)?.step == 0 }

  /// Reads the progress of a checkpoint; nil if there is no intact one.
  static func progress(at path: String) -> TrainingProgress? {
    (try? Safetensors(contentsOf: path)).flatMap { progress(in: $0.metadata) }
  }

  private static func progress(in metadata: [String: String]) -> TrainingProgress? {
    metadata[progressKey].flatMap {
      try? JSONDecoder().decode(TrainingProgress.self, from: Data($0.utf8))
    }
  }

  /// The state of the learner.
  var learning: LearningState {
    LearningState(parameters: parameters, moments: moments, states: states)
  }

  /// True if all values of the checkpoint are finite.
  var isFinite: Bool {
    parameters.isFinite && moments.values.allSatisfy(areFinite)
      && states.allSatisfy(areFinite) && average.map(areFinite) ?? true
  }

  func write(to path: String, _ network: CharacterNetwork) throws {
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

  /// Reads a checkpoint with the expected `moments` and `states`.
  init(
    contentsOf path: String, _ network: CharacterNetwork, moments expected: [String: [Float]],
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
    guard let progress = Self.progress(in: file.metadata) else {
      throw FileError(path: path, problem: "says nothing of the run's progress; it is damaged")
    }
    self.progress = progress
    average =
      progress.averaged == nil
      ? nil : try file.floats(Self.averageName, shape: [network.layout.count])
    let tensors =
      moments.map { ("optimizer.\($0.key)", $0.value) }.sorted { $0.0 < $1.0 }
      + states.enumerated().map { ("state.\($0.offset)", $0.element) }
      + (average.map { [(Self.averageName, $0)] } ?? [])
    if let name = tensors.first(where: { !$0.1.allSatisfy(\.isFinite) })?.0 {
      throw FileError(
        path: path,
        problem: "tensor \(name) holds numbers that are not finite; use another copy of the file")
    }
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
