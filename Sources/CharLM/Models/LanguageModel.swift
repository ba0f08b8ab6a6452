public import CharNetwork
public import CharNumerics
public import CharText

/// A trained network with its tokenizer: what generates, scores and measures.
///
///     let model = try LanguageModel(contentsOf: "models/small")
///     print(try model.generate("Once upon a time").text)
public struct LanguageModel: AutoregressiveModel {
  /// Text to tokens and back.
  public let tokenizer: Tokenizer
  /// The network, ready to read.
  public let engine: InferenceEngine
  /// How the model came to be, if that is known.
  public var training: TrainingRecord?

  /// A model from its parts.
  ///
  /// - Parameters:
  ///   - tokenizer: text to tokens; its vocabulary is as large as the network's.
  ///   - network: the description.
  ///   - parameters: weights in the network's layout.
  ///   - training: how it came to be.
  ///   - precision: what products multiply; `auto` stands for float32.
  ///   - threads: threads that read at once, at most; nil = as many as there are processors.
  public init(
    tokenizer: Tokenizer, network: CharacterNetwork, parameters: Parameters,
    training: TrainingRecord? = nil, precision: Precision = .auto, threads: Int? = nil
  ) {
    precondition(
      tokenizer.vocabulary.count == network.vocabularySize && parameters.layout == network.layout,
      "a vocabulary of \(tokenizer.vocabulary.count) with a network of \(network.vocabularySize)")
    self.tokenizer = tokenizer
    engine = InferenceEngine(
      network, parameters, precision: precision, boundary: Vocabulary.documentBoundary,
      threads: threads)
    self.training = training
  }

  /// Reads with other weights from now on, packed where the former ones lay. Copies of the model do too.
  ///
  /// - Parameter parameters: weights in the network's layout.
  package func update(_ parameters: Parameters) { engine.update(parameters) }

  /// The description of the network.
  public var network: CharacterNetwork { engine.network }
  /// Its weights.
  public var parameters: Parameters { engine.parameters }

  /// The content of its `config.json`.
  public var configuration: ModelConfiguration {
    ModelConfiguration(
      network: network.configuration, vocabularySize: network.vocabularySize,
      tokenizer: tokenizer.configuration, training: training)
  }

  /// The state that has read nothing.
  ///
  /// - Returns: zeros.
  public func initialState() -> NetworkState { network.initialState(lanes: 1) }

  /// Reads a token; the document boundary first forgets all that was read.
  ///
  /// - Parameters:
  ///   - state: of one lane; goes from before the token to after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives V logits; stays empty if it is empty.
  public func advance(_ state: inout NetworkState, with token: Token, logits: inout [Float]) {
    engine.step([token], &state, logits: &logits)
  }

  /// Reads tokens, whole windows at a time.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: goes from before the first to after the last.
  ///   - logits: receives the logits after the last; stays empty if it is empty.
  public func read(
    _ tokens: ArraySlice<Token>, _ state: inout NetworkState, logits: inout [Float]
  ) {
    engine.read(tokens, &state, logits: &logits)
  }

  /// Makes lanes that are steps of one batch.
  ///
  /// - Returns: no lanes yet.
  public func makeLanes() -> NetworkLanes { NetworkLanes(engine) }

  /// ln p of every token after the first of each span, in nats: windows of spans side by side, on several
  /// threads.
  ///
  /// - Parameters:
  ///   - tokens: what the spans are spans of.
  ///   - spans: indices of `tokens`; each span starts from a state that has read nothing.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    engine.logProbabilities(tokens, spans: spans)
  }
}
