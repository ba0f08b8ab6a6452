public import CharNetwork
public import CharNumerics
public import CharText

/// A trained network with its tokenizer: what generates, scores and measures.
///
///     let model = try LanguageModel(contentsOf: "models/small")
///     print(try model.generate("Once upon a time").text)
public struct LanguageModel: AutoregressiveModel {
  public let tokenizer: Tokenizer
  /// The description of the network.
  public let network: CharacterNetwork
  /// Its weights.
  public let parameters: Parameters
  /// How the model came to be, if that is known.
  public var training: TrainingRecord?

  /// A model from its parts.
  ///
  /// - Parameters:
  ///   - tokenizer: text to tokens; its vocabulary is as large as the network's.
  ///   - network: the description.
  ///   - parameters: weights in the network's layout.
  ///   - training: how it came to be.
  public init(
    tokenizer: Tokenizer, network: CharacterNetwork, parameters: Parameters,
    training: TrainingRecord? = nil
  ) {
    precondition(
      tokenizer.vocabulary.count == network.vocabularySize && parameters.layout == network.layout,
      "a vocabulary of \(tokenizer.vocabulary.count) with a network of \(network.vocabularySize)")
    self.tokenizer = tokenizer
    self.network = network
    self.parameters = parameters
    self.training = training
  }

  /// The content of its `config.json`.
  public var configuration: ModelConfiguration {
    ModelConfiguration(
      network: network.configuration, vocabularySize: network.vocabularySize,
      tokenizer: tokenizer.configuration, training: training)
  }

  public func initialState() -> StreamState { network.makeStream(parameters) }

  public func advance(_ state: inout StreamState, with token: Token, logits: inout [Float]) {
    if token == Vocabulary.documentBoundary { network.reset(&state) }
    network.advance(&state, with: token, parameters, logits: &logits)
  }

  public func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double] {
    WindowScorer(self).logProbabilities(tokens)
  }
}
