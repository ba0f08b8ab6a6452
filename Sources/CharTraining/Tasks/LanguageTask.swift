internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Foundation

/// Training of a language model.
struct LanguageTask: TrainingTask {
  let network: CharacterNetwork
  let plan: TrainingPlan
  let data: TrainingData
  private let configuration: TrainingConfiguration
  private var batches: Batches
  private let reading = ReadingModel<LanguageModel>()
  /// The weights of the model that the run continues from, with the vocabulary of the data.
  private let start: Parameters?
  /// The name of that model.
  private let origin: String?
  /// Maximum number of threads that read held-out text; nil = all processors.
  private let threads: Int?

  init(
    _ data: TrainingData, _ configuration: TrainingConfiguration, from model: (any TrainedModel)?,
    origin: String?, threads: Int? = nil
  ) throws {
    if let type = model?.configuration.type, type != .language {
      throw TrainingError.otherStart(type, for: .language)
    }
    let model = model as? LanguageModel
    var warnings = data.warnings
    let lanes = min(configuration.batch, max(1, data.training.count / configuration.window))
    if lanes < configuration.batch {
      warnings.append(
        "the training text of \(data.training.count) tokens is shorter than \(configuration.batch) "
          + "lanes of \(configuration.window) steps; training with \(lanes) lanes")
    }
    network = try CharacterNetwork(
      configuration.network, vocabularySize: data.tokenizer.vocabulary.count)
    start = try model.map { try $0.grown(for: data.tokenizer).parameters }
    let layout = network.layout
    precondition(
      start.map { $0.layout == layout } ?? true,
      "a run that goes on from a model has the model's network")
    self.origin = origin
    self.threads = threads
    self.data = data
    self.configuration = configuration
    batches = Batches(
      data.training, lanes: lanes, window: configuration.window,
      seed: configuration.keepsOrder ? nil : configuration.seed)
    plan = TrainingPlan(
      parameters: network.layout.count, vocabulary: network.vocabularySize,
      trainingTokens: data.training.count,
      validationTokens: data.validationTargets,
      batch: lanes, window: batches.window, growth: data.growth, warnings: warnings)
  }

  var window: Int { batches.window }
  var lanes: Int { batches.lanes }
  var residentBytes: Int { data.training.residentBytes + 4 * data.validation.count }
  var tokensPerEpoch: Int { data.training.count }
  var stepsPerEpoch: Int { Int(batches.stepsPerEpoch.rounded()) }

  var outcomes: Int { network.vocabularySize }

  func steps(epochs: Double) -> Double { epochs * batches.stepsPerEpoch }

  /// Returns the initial weights of the run.
  func initialParameters(_ random: inout RandomSource) -> Parameters {
    start ?? network.layout.initialize(from: &random)
  }

  mutating func batch(_ step: Int) -> TrainingBatch {
    batches.prepare(step)
    // Resting lanes count too: every token of an epoch has the same weight.
    return TrainingBatch(tokens: batches.tokensPerStep) { [batches] lanes in
      batches.batch(step, lanes: lanes)
    }
  }

  func measure(_ parameters: Parameters, on part: HeldOutPart) -> Measurement? {
    measure(parameters, on: part, among: OneProcess())
  }

  func measure(
    _ parameters: Parameters, on part: HeldOutPart, among communicator: any Communicator
  ) -> Measurement? {
    let text = part == .test ? data.test : data.heldOut
    let losses = model(parameters).losses(of: text, among: communicator)
    guard let (nats, bits) = losses else { return nil }
    return Measurement(
      nats: nats,
      figures: [("valid_nats_per_token", nats), ("valid_bits_per_character", bits)],
      bitsPerCharacter: bits)
  }

  func save(_ parameters: Parameters, _ record: TrainingRecord, to directory: String) throws {
    var model = model(parameters)
    model.training = record
    model.training?.corpus = data.statistics.inputs.map(\.withoutFolder)
    model.training?.options["from"] = origin
    // The directory belongs to the run.
    try model.parts.save(to: directory, overwrites: true)
  }

  func finish(_ parameters: Parameters, in directory: String) throws {
    try model(parameters).lineDistribution(of: data.heldOut)?.save(to: directory)
  }

  /// Generates a text with the current weights.
  func sample(_ parameters: Parameters, step: Int) throws -> String? {
    var options = GenerationOptions()
    options.length = 200
    options.sampling.seed = configuration.seed
    return try model(parameters).generate("", options, sampleIndex: step).text
  }

  /// True if the run started from a model.
  var goesOn: Bool { start != nil || origin != nil }

  /// Windows of held-out text side by side; nil without held-out text.
  private var heldOutWindows: TokenBatch? {
    TokenBatch(windowsOf: data.validation, steps: configuration.window, lanes: 8)
  }

  /// Returns the gate values over the held-out windows; empty without them.
  func gateValues(_ parameters: Parameters) -> [GateValues] {
    heldOutWindows.map { network.gateValues($0, parameters) } ?? []
  }

  func probe(_ parameters: Parameters) -> NetworkProbe? {
    heldOutWindows.map { NetworkProbe(network, parameters, $0) }
  }

  var frequencies: Double? { data.baseline(order: 1)?.natsPerToken }

  func ngramBaseline(besides bytes: Double) -> NGramBaseline? {
    data.baseline(limit: NGramBaseline.limit(spareBytes: MemoryCheck.spareBytes(besides: bytes)))
  }

  private func model(_ parameters: Parameters) -> LanguageModel {
    reading.model(
      { $0.update(parameters) },
      make: {
        LanguageModel(
          tokenizer: data.tokenizer, network: network, parameters: parameters, threads: threads)
      })
  }
}

extension CorpusStatistics.Input {
  /// Only the file name, so that local paths stay private.
  var withoutFolder: CorpusStatistics.Input {
    var input = self
    input.name = URL(fileURLWithPath: name).lastPathComponent
    return input
  }
}
