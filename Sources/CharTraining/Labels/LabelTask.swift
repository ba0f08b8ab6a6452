internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText

/// Training of a network that labels text.
struct LabelTask<Kind: LabelKind>: TrainingTask {
  let network: CharacterNetwork
  let plan: TrainingPlan
  private let data: LabelData
  private let configuration: TrainingConfiguration
  private let labels: LabelConfiguration
  private let batches: SequenceBatches
  private let threads: Int
  private let reading = ReadingModel<LabelingModel<Kind>>()
  /// The order of an epoch, and which.
  private var order: (epoch: Int, lanes: [Int])?

  init(
    _ data: LabelData, _ configuration: TrainingConfiguration, _ labels: LabelConfiguration,
    threads: Int
  ) throws {
    network = try CharacterNetwork(
      configuration.network, vocabularySize: data.tokenizer.vocabulary.count,
      head: Kind.type.head(labels: data.labels.count, pooling: labels.pooling))
    batches = SequenceBatches(
      data.training, window: configuration.window, lanes: configuration.batch,
      seed: configuration.seed)
    self.data = data
    self.configuration = configuration
    self.labels = labels
    self.threads = threads
    plan = TrainingPlan(
      parameters: network.layout.count, vocabulary: network.vocabularySize,
      trainingTokens: data.training.tokens.count,
      validationTokens: data.validation?.tokens.count ?? 0, batch: batches.lanes,
      window: batches.window, warnings: data.warnings)
  }

  var window: Int { batches.window }
  var lanes: Int { batches.lanes }
  var tokensPerEpoch: Int { batches.targetCount }
  var stepsPerEpoch: Int { batches.stepsPerEpoch }
  var outcomes: Int { data.labels.count }

  func steps(epochs: Double) -> Double { epochs * Double(batches.stepsPerEpoch) }

  mutating func batch(_ step: Int) -> TrainingBatch {
    let epoch = step / batches.stepsPerEpoch
    let order =
      if let order, order.epoch == epoch { order.lanes } else { batches.order(epoch: epoch) }
    self.order = (epoch, order)
    let packed = batches.lanes(of: step, order)
    return TrainingBatch(tokens: max(1, batches.targets(in: packed))) { [batches] lanes in
      batches.batch(packed, lanes: lanes)
    }
  }

  func measure(_ parameters: Parameters) -> Measurement? {
    guard let validation = data.validation else { return nil }
    let evaluation = model(parameters).measure(validation)
    let f1 = evaluation.confusion.micro(without: labels.outside).f1 ?? 0
    let accuracy = evaluation.confusion.accuracy ?? 0
    return Measurement(
      nats: evaluation.natsPerLabel,
      figures: [
        ("valid_nats_per_label", evaluation.natsPerLabel), ("valid_accuracy", accuracy),
        ("valid_f1", f1),
      ],
      accuracy: accuracy, f1: f1)
  }

  func save(_ parameters: Parameters, _ record: TrainingRecord, to directory: String) throws {
    var model = model(parameters)
    model.training = record
    model.training?.corpus = data.statistics.inputs.map(\.withoutFolder)
    model.training?.options = labels.flags(configuration)
    // The directory is the run's own.
    try model.parts.save(to: directory, overwrites: true)
  }

  private func model(_ parameters: Parameters) -> LabelingModel<Kind> {
    reading.model(
      { $0.update(parameters) },
      make: {
        LabelingModel(
          tokenizer: data.tokenizer, labels: data.labels, outside: labels.outside,
          network: network, parameters: parameters, threads: threads)
      })
  }
}
