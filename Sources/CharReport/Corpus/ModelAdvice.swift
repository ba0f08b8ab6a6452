public import CharCorpus
internal import CharIO
internal import CharNetwork
internal import CharNumerics
public import CharText
public import CharTraining

/// Advice on a model for a text: the automatic choice of `charlm train`, or for a requested network its
/// suitability and alternatives; and the training time.
public struct ModelAdvice: Sendable {
  /// The chosen or requested model with the advised text settings.
  public private(set) var configuration: TrainingConfiguration
  /// Vocabulary size, including the two special tokens.
  public let vocabulary: Int
  /// Number of training tokens.
  public let tokens: Int
  /// Number of parameters.
  public private(set) var parameters = 0
  /// Seconds per training epoch, if measured.
  public private(set) var epochSeconds: Double?
  /// Training tokens per second, if measured.
  public private(set) var tokensPerSecond: Double?
  /// The verdict on the model size, with its reason.
  public private(set) var verdict = ""
  /// A better hidden size for the text; nil if there is none.
  public private(set) var suggestedHidden: Int?
  /// A helpful dropout rate; nil if none would help.
  public private(set) var suggestedDropout: Double?
  /// True if the text has invalid bytes that training must replace.
  public let replacesInvalid: Bool
  /// The detected encoding of the text; nil for UTF-8.
  public let encoding: String?

  /// True if the model size was given explicitly.
  private let keepsSize: Bool
  /// True if the network is chosen, not requested.
  private let isChosen: Bool

  /// Computes the advice on a model of a text.
  ///
  /// - Parameters:
  ///   - report: the report on the text.
  ///   - advice: the advice about the text itself.
  ///   - training: the configuration with the requested network.
  ///   - choosesNetwork: true if the network is the automatic choice instead.
  ///   - boundary: the requested document boundary, if any.
  ///   - keepsSize: true if the model size was given explicitly.
  public init(
    _ report: CorpusReport, _ advice: TextAdvice,
    _ training: TrainingConfiguration = TrainingConfiguration(), choosesNetwork: Bool = true,
    boundary: DocumentBoundary? = nil, keepsSize: Bool = false
  ) {
    self.keepsSize = keepsSize
    isChosen = choosesNetwork
    encoding = advice.items.first { $0.topic == "encoding" }?.value
    replacesInvalid =
      advice.obstacle == nil && report.invalidSequences > 0 && advice.configuration.unit != .byte
    configuration = training
    configuration.text = advice.configuration
    configuration.text.delimiter = training.text.delimiter
    configuration.text.boundary =
      boundary ?? (training.text.delimiter == nil ? advice.configuration.boundary : .file)
    configuration.minimumCount = advice.minimumCount
    vocabulary = advice.vocabularySize(of: report) + Int(Vocabulary.firstPiece)
    let units =
      switch advice.configuration.unit {
      case .byte: report.bytes
      case .scalar: report.characters
      case .grapheme: report.graphemes
      }
    tokens = Int(Double(units) * (1 - training.validationFraction))
    parameters = Self.parameters(training.network, vocabulary)
    if encoding != nil {
      verdict = "not judged, since the text was not understood"
    } else if choosesNetwork {
      choose(speed: AutomaticChoice.assumedSpeed)
    } else {
      judge()
    }
  }

  /// Takes over what `charlm train` chooses for this text.
  private mutating func choose(speed: Double) {
    let text = AutomaticChoice.Text(tokens: tokens, vocabulary: vocabulary)
    guard let choice = try? AutomaticChoice(for: text, speed: speed) else { return }
    configuration.network = choice.configuration.network
    (configuration.batch, configuration.window) =
      (choice.configuration.batch, choice.configuration.window)
    parameters = Self.parameters(configuration.network, vocabulary)
    verdict =
      "chosen for \(tokens.grouped) tokens to learn from: "
      + choice.reasons.joined(separator: "; ")
  }

  private static func parameters(_ network: NetworkConfiguration, _ vocabulary: Int) -> Int {
    (try? CharacterNetwork(network, vocabularySize: vocabulary))?.layout.count ?? 0
  }

  /// Applies rules of thumb: a network with many more parameters than training characters memorizes
  /// them; one with far fewer underfits.
  private mutating func judge() {
    let ratio = Double(tokens) / Double(max(1, parameters))
    let numbers = "\(parameters.grouped) parameters for \(tokens.grouped) tokens to learn from"
    switch ratio {
    case 10...:
      verdict = "\(numbers): plenty of text; a larger model would learn more of it"
      suggestedHidden = fitting(above: true)
    case 1...: verdict = "\(numbers): enough text for this model"
    case Diagnosis.tokensPerParameter...:
      verdict = "\(numbers): little text for this model; dropout keeps it from reciting"
      suggestedDropout = 0.3
    default:
      verdict = "\(numbers): too little text for this model; it would recite"
      suggestedHidden = fitting(above: false)
      suggestedDropout = 0.3
    }
  }

  /// Returns the width whose parameter count is closest to, and at most, the number of tokens.
  private func fitting(above: Bool) -> Int? {
    let sizes = [64, 128, 256, 512, 1024].filter {
      above
        ? $0 > configuration.network.hiddenSize : $0 < configuration.network.hiddenSize
    }
    func count(_ hidden: Int) -> Int {
      var network = configuration.network
      network.hiddenSize = hidden
      network.fitDefaults()
      return Self.parameters(network, vocabulary)
    }
    // Small texts give poor models of any size; a few times as many parameters do no harm.
    let limit = above ? tokens : 3 * tokens
    return sizes.last { count($0) <= limit } ?? (above ? nil : sizes.first)
  }

  /// Measures the duration of an epoch in a short run on random tokens; what is chosen follows from
  /// the speed of this machine.
  ///
  /// - Throws: `NetworkError` for an invalid network.
  public mutating func time() throws {
    if isChosen, encoding == nil {
      choose(
        speed: try Benchmark.operationsPerSecond(
          vocabularySize: vocabulary, threads: processorCount))
    }
    let benchmark = try Benchmark(
      configuration, vocabularySize: vocabulary, threads: processorCount, seconds: 1)
    let speed = benchmark.train().tokensPerSecond
    tokensPerSecond = speed
    epochSeconds = Double(tokens) / speed
  }

  /// The configuration with the suggestions applied.
  public var advised: TrainingConfiguration {
    var advised = configuration
    if isChosen {
      // Nothing but the text settings needs to be given.
      advised = TrainingConfiguration()
      (advised.text, advised.minimumCount) = (configuration.text, configuration.minimumCount)
    }
    if let suggestedHidden, !keepsSize, suggestedHidden < advised.network.hiddenSize {
      advised.network.hiddenSize = suggestedHidden
    }
    if let suggestedDropout { advised.network.dropout = suggestedDropout }
    return advised
  }
}
