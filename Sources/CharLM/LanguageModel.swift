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
  public let reader: CharacterReader
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
  public init(
    tokenizer: Tokenizer, network: CharacterNetwork, parameters: Parameters,
    training: TrainingRecord? = nil, precision: Precision = .auto
  ) {
    precondition(
      tokenizer.vocabulary.count == network.vocabularySize && parameters.layout == network.layout,
      "a vocabulary of \(tokenizer.vocabulary.count) with a network of \(network.vocabularySize)")
    self.tokenizer = tokenizer
    reader = CharacterReader(network, parameters, precision: precision)
    self.training = training
  }

  /// The description of the network.
  public var network: CharacterNetwork { reader.network }
  /// Its weights.
  public var parameters: Parameters { reader.parameters }

  /// The content of its `config.json`.
  public var configuration: ModelConfiguration {
    ModelConfiguration(
      network: network.configuration, vocabularySize: network.vocabularySize,
      tokenizer: tokenizer.configuration, training: training)
  }

  /// A stream that has read nothing.
  ///
  /// - Returns: its state.
  public func initialState() -> StreamState { reader.makeStream() }

  /// Reads a token; the document boundary first forgets all that was read.
  ///
  /// - Parameters:
  ///   - state: goes from before the token to after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives V logits; stays empty if it is empty.
  public func advance(_ state: inout StreamState, with token: Token, logits: inout [Float]) {
    if token == Vocabulary.documentBoundary { reader.reset(&state) }
    reader.advance(&state, with: [token], logits: &logits)
  }

  /// ln p of every token after the first, in nats: whole windows at a time, and documents side by
  /// side.
  ///
  /// - Parameter tokens: tokens of the vocabulary.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double] {
    SpanScorer(reader).logProbabilities(tokens)
  }
}
