public import CharCorpus
internal import CharNetwork
internal import CharNumerics
public import CharText
public import CharTraining

/// Whether a text is enough for the model asked for, how long training takes, and what to train instead.
public struct ModelAdvice: Sendable {
  /// The model asked for, with the text settings that are advised.
  public private(set) var configuration: TrainingConfiguration
  /// Tokens of the vocabulary, with the two special ones.
  public let vocabulary: Int
  /// Tokens that would be learned from.
  public let tokens: Int
  /// Numbers that are trained.
  public private(set) var parameters = 0
  /// Seconds that reading the text once takes in training, if it was measured.
  public private(set) var epochSeconds: Double?
  /// Tokens a second in training, if it was measured.
  public private(set) var tokensPerSecond: Double?
  /// Whether another size would suit the text better, and why.
  public private(set) var verdict = ""
  /// A width that would suit the text better; nil if there is none.
  public private(set) var suggestedHidden: Int?
  /// A rate of dropout that would help; nil if none would.
  public private(set) var suggestedDropout: Double?
  /// Whether there are bytes that training would stop at, unless it replaces them.
  public let replacesInvalid: Bool
  /// The name of the encoding that the text looks like; nil for UTF-8.
  public let encoding: String?

  /// Whether the size of the model was asked for.
  private let keepsSize: Bool

  /// Advises about a model of a text.
  ///
  /// - Parameters:
  ///   - report: what is in the text.
  ///   - advice: what is advised about the text itself.
  ///   - training: the model asked for.
  ///   - boundary: what a document is, if that was asked for.
  ///   - keepsSize: whether the size of the model was asked for.
  public init(
    _ report: CorpusReport, _ advice: TextAdvice,
    _ training: TrainingConfiguration = TrainingConfiguration(),
    boundary: DocumentBoundary? = nil, keepsSize: Bool = false
  ) {
    self.keepsSize = keepsSize
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
    if encoding == nil {
      judge()
    } else {
      verdict = "not judged, since the text was not understood"
    }
  }

  private static func parameters(_ network: NetworkConfiguration, _ vocabulary: Int) -> Int {
    (try? CharacterNetwork(network, vocabularySize: vocabulary))?.layout.count ?? 0
  }

  /// Rules of thumb: a network with many more parameters than it has characters to learn from will
  /// know them by heart; one with far fewer leaves something to be learned.
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

  /// The width whose parameters are nearest to the number of tokens, and at most those.
  private func fitting(above: Bool) -> Int? {
    let sizes = [64, 128, 256, 512, 1024].filter {
      above
        ? $0 > configuration.network.hiddenSize : $0 < configuration.network.hiddenSize
    }
    func count(_ hidden: Int) -> Int {
      var network = configuration.network
      if network.tiesEmbeddings { network.embeddingSize = hidden }
      network.hiddenSize = hidden
      return Self.parameters(network, vocabulary)
    }
    // A small text makes a poor model of any size; a few times as many parameters do no harm.
    let limit = above ? tokens : 3 * tokens
    return sizes.last { count($0) <= limit } ?? (above ? nil : sizes.first)
  }

  /// Measures how long an epoch takes, by a short run on random tokens.
  ///
  /// - Throws: `NetworkError` if there is no such network.
  public mutating func time() throws {
    let benchmark = try Benchmark(
      configuration, vocabularySize: vocabulary, threads: processorCount, seconds: 1)
    let speed = benchmark.train().tokensPerSecond
    tokensPerSecond = speed
    epochSeconds = Double(tokens) / speed
  }

  /// The configuration with what is suggested.
  public var advised: TrainingConfiguration {
    var advised = configuration
    if let suggestedHidden, !keepsSize, suggestedHidden < advised.network.hiddenSize {
      advised.network.hiddenSize = suggestedHidden
    }
    if let suggestedDropout { advised.network.dropout = suggestedDropout }
    return advised
  }
}
