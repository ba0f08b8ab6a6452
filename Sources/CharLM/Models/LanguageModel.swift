public import CharNetwork
public import CharNumerics
public import CharText

/// A trained network and its tokenizer.
///
///     let model = try LanguageModel(contentsOf: "models/small")
///     print(try model.generate("Once upon a time").text)
public struct LanguageModel: AutoregressiveModel {
  /// The tokenizer of the model's text.
  public let tokenizer: Tokenizer
  /// The network with its weights, ready to read.
  public let engine: InferenceEngine
  /// The record of the model's training, if there is one.
  public var training: TrainingRecord?

  /// Makes a model from its parts.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer; its vocabulary is as large as the network's.
  ///   - network: the description of the network.
  ///   - parameters: weights in the network's layout.
  ///   - training: the record of the training.
  ///   - precision: the number format of matrix products; `auto` stands for float32.
  ///   - threads: the maximum number of threads that read at once; nil = one for each processor.
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

  /// Replaces the weights, in this model and in all copies of it. Packs them into the memory of the old ones.
  ///
  /// - Parameter parameters: weights in the network's layout.
  package func update(_ parameters: Parameters) { engine.update(parameters) }

  /// The description of the network.
  public var network: CharacterNetwork { engine.network }
  /// The weights.
  public var parameters: Parameters { engine.parameters }

  /// The content of its `config.json`.
  public var configuration: ModelConfiguration {
    ModelConfiguration(
      network: network.configuration, vocabularySize: network.vocabularySize,
      tokenizer: tokenizer.configuration, training: training)
  }

  /// Makes the state before any text.
  ///
  /// - Returns: a state of one lane.
  public func initialState() -> NetworkState { network.initialState(lanes: 1) }

  /// Reads a token. The document boundary first resets the state.
  ///
  /// - Parameters:
  ///   - state: the state of one lane before the token; becomes the state after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives V logits; stays empty if it is empty.
  public func advance(_ state: inout NetworkState, with token: Token, logits: inout [Float]) {
    engine.step([token], &state, logits: &logits)
  }

  /// Reads tokens, a window at a time.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: the state before the first token; becomes the state after the last.
  ///   - logits: receives the logits after the last token; stays empty if it is empty.
  public func read(
    _ tokens: ArraySlice<Token>, _ state: inout NetworkState, logits: inout [Float]
  ) {
    engine.read(tokens, &state, logits: &logits)
  }

  /// Makes lanes of one batch.
  ///
  /// - Returns: no lanes yet.
  public func makeLanes() -> NetworkLanes { NetworkLanes(engine) }

  /// Computes ln p of every token after the first of each span, in nats. Reads spans side by side on several
  /// threads.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - spans: ranges of indices of `tokens`; each span is read from the initial state.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    engine.logProbabilities(tokens, spans: spans)
  }

  /// Computes ln p of each text in nats. Reads tokens at the start that texts have in common once, and texts
  /// side by side on several threads.
  ///
  /// - Parameter texts: tokens of the vocabulary; each text is read from the initial state.
  /// - Returns: a log-probability for each text; equal texts have equal ones.
  public func logProbabilities(ofTexts texts: [[Token]]) -> [Double] {
    engine.logProbabilities(ofTexts: texts)
  }
}
