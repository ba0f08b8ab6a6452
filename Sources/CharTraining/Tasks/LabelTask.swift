internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Foundation

/// Training of a tagger or classifier.
struct LabelTask<Kind: LabelKind>: TrainingTask {
  let network: CharacterNetwork
  let plan: TrainingPlan
  let data: LabelData
  private let configuration: TrainingConfiguration
  private let labels: LabelConfiguration
  private let batches: SequenceBatches
  private let threads: Int
  private let reading = ReadingModel<LabelingModel<Kind>>()
  /// The current epoch and its order.
  private var order: (epoch: Int, lanes: [Int])?
  /// The model that the run starts from.
  private let start: (any TrainedModel)?
  /// The name of that model.
  private let origin: String?

  init(
    _ data: LabelData, _ configuration: TrainingConfiguration, _ labels: LabelConfiguration,
    from model: (any TrainedModel)?, origin: String?, threads: Int
  ) throws {
    precondition(
      Kind.labelsSequences == (data.format == .lines),
      "a tagger learns from columns, and a classifier from lines")
    network = try CharacterNetwork(
      configuration.network, vocabularySize: data.tokenizer.vocabulary.count,
      head: Kind.type.head(labels: data.labels.count, pooling: labels.pooling))
    if let model {
      precondition(
        data.tokenizer == model.tokenizer, "a run that starts from a model has its tokenizer")
      try network.check(startingFrom: model)
    }
    batches = SequenceBatches(
      data.training, window: configuration.window, lanes: configuration.batch,
      seed: configuration.seed)
    self.data = data
    self.configuration = configuration
    self.labels = labels
    self.threads = threads
    (start, self.origin) = (model, origin)
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
  var residentBytes: Int { 8 * data.training.tokens.count }
  var outcomes: Int { data.labels.count }
  var goesOn: Bool { start != nil || origin != nil }

  func steps(epochs: Double) -> Double { epochs * Double(batches.stepsPerEpoch) }

  func initialParameters(_ random: inout RandomSource) -> Parameters {
    var parameters = network.layout.initialize(from: &random)
    if let start { network.take(start, labels: data.labels, into: &parameters) }
    return parameters
  }

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

  func measure(_ parameters: Parameters, on part: HeldOutPart) -> Measurement? {
    guard let corpus = part == .test ? data.test : data.validation else { return nil }
    let evaluation = model(parameters).measure(corpus)
    let f1 = evaluation.confusion.micro(without: labels.outside).f1 ?? 0
    let accuracy = evaluation.confusion.accuracy ?? 0
    return Measurement(
      nats: evaluation.natsPerLabel,
      figures: [
        ("valid_nats_per_label", evaluation.natsPerLabel), ("valid_accuracy", accuracy),
        ("valid_f1", f1),
      ],
      accuracy: accuracy, f1: f1,
      missedLabels: evaluation.confusion.missedLabels(
        of: data.labels.count, occurrences: Diagnosis.Threshold.occurrences))
  }

  func save(_ parameters: Parameters, _ record: TrainingRecord, to directory: String) throws {
    var model = model(parameters)
    model.training = record
    model.training?.corpus = data.statistics.inputs.map(\.withoutFolder)
    model.training?.options = labels.flags(configuration)
    model.training?.options["from"] = origin
    // The directory belongs to the run.
    try model.parts.save(to: directory, overwrites: true)
  }

  func probe(_ parameters: Parameters) -> NetworkProbe? {
    data.validation.flatMap {
      NetworkProbe(network, parameters, $0, window: configuration.window)
    }
  }

  var frequencies: Double? {
    data.validation.flatMap { LabelCounts(data.training, data.labels).nats(of: $0) }
  }

  var lossScale: Double { LabelCounts(data.training, data.labels).entropy }

  var labelBaseline: LabelBaseline? {
    data.validation.flatMap { LabelCounts(data.training, data.labels).baseline(on: $0) }
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

extension ConfusionTable {
  /// Returns those of the first `count` labels that occur often enough but are never predicted.
  fileprivate func missedLabels(of count: Int, occurrences: Int) -> [String] {
    var predicted = [Bool](repeating: false, count: labels.count)
    for row in counts {
      for (index, count) in row.enumerated() where count > 0 { predicted[index] = true }
    }
    return labels.indices.prefix(count).filter {
      !predicted[$0] && counts[$0].reduce(0, +) >= occurrences
    }.map { labels[$0] }
  }
}
