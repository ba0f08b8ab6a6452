public import CharLM
internal import CharNetwork
internal import CharNumerics
public import CharText
internal import Synchronization

/// A language model that learns from the text that it reads: dynamic evaluation (Krause et al. 2018,
/// https://arxiv.org/abs/1709.07432).
///
///     let model = try AdaptiveModel(LanguageModel(contentsOf: "models/english"))
///     print(try model.evaluate(corpus).bitsPerCharacter)
///
/// Each window of tokens is predicted first and then learned from, so every prediction is made before the token
/// is known. The gradient of a window updates the weights, divided by the root mean square of earlier gradients
/// of each weight; after each step all weights move back a little to those of the trained model.
///
/// Text that is given (`read`, and all of scoring and evaluation) is learned from; text that the model
/// generates itself (`advance`) is not. The weights are a part of the state: a copy of a state is a second
/// continuation, and the model itself does not change. The same text gives the same numbers.
public struct AdaptiveModel: AutoregressiveModel {
  /// The memory of a text: the recurrent state, the weights as they are now, and the window being read.
  public struct State: Sendable {
    fileprivate var network: NetworkState
    fileprivate var weights: Weights
    /// The state before the window.
    fileprivate var entry: NetworkState
    fileprivate var window = Window()
  }

  /// Tokens that have been read since the last step, and those that they predict.
  fileprivate struct Window: Sendable {
    var inputs: [Token] = []
    var targets: [Token] = []
  }

  /// Weights at some point of a text.
  fileprivate struct Weights: Sendable {
    var parameters: Parameters
    var moments: [String: [Float]] = [:]
    var steps = 0
    /// A number that no other weights of the model have.
    var version = 0
  }

  /// The trained model.
  public let base: LanguageModel
  /// The settings of adaptation.
  public let configuration: AdaptationConfiguration
  private let worker: Shared

  /// The tokenizer of the trained model.
  public var tokenizer: Tokenizer { base.tokenizer }

  /// Creates an adaptive model.
  ///
  /// - Parameters:
  ///   - base: the trained model, which does not change. Products of steps have its precision, but float32
  ///     instead of int8.
  ///   - configuration: the settings of adaptation.
  /// - Throws: `SettingError.outOfRange`.
  public init(
    _ base: LanguageModel, _ configuration: AdaptationConfiguration = AdaptationConfiguration()
  ) throws {
    try configuration.validate()
    self.base = base
    self.configuration = configuration
    worker = Shared(try Worker(base, configuration))
  }

  /// Makes the state before any text, with the trained weights.
  ///
  /// - Returns: the state.
  public func initialState() -> State {
    let network = base.initialState()
    return State(
      network: network, weights: Weights(parameters: base.parameters), entry: network)
  }

  /// Reads a token without learning from it, as in generation.
  ///
  /// - Parameters:
  ///   - state: the state before the token; becomes the state after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives V logits; stays empty if it is empty.
  public func advance(_ state: inout State, with token: Token, logits: inout [Float]) {
    worker.use { worker in
      worker.load(state.weights).step([token], &state.network, logits: &logits)
    }
    state.restartWindow()
  }

  /// Reads tokens and learns from them.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: the state before the first token; becomes the state after the last.
  ///   - logits: receives the logits after the last token; stays empty if it is empty.
  public func read(_ tokens: ArraySlice<Token>, _ state: inout State, logits: inout [Float]) {
    worker.use { worker in
      var rest = tokens
      var none: [Float] = []
      while let next = rest.first {
        if !state.window.inputs.isEmpty { state.window.targets.append(next) }
        worker.learnIfFull(&state)
        let part = rest.prefix(configuration.window - state.window.inputs.count)
        rest = rest.dropFirst(part.count)
        state.window.inputs += part
        state.window.targets += part.dropFirst()
        let engine = worker.load(state.weights)
        if rest.isEmpty {
          engine.read(part, &state.network, logits: &logits)
        } else {
          engine.read(part, &state.network, logits: &none)
        }
      }
    }
  }

  /// Computes ln p of every token after the first of each span, in nats. Spans are learned from in their order,
  /// so a prediction depends on all spans before it; the recurrent state starts anew in each.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - spans: ranges of indices of `tokens`.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    var result = [Double](repeating: 0, count: max(0, tokens.count - 1))
    var state = initialState()
    worker.use { worker in
      for span in spans where span.count > 1 {
        if tokens[span.lowerBound] != Vocabulary.documentBoundary {
          // Such a span does not reset the state by itself.
          state.network = base.initialState()
          state.restartWindow()
        }
        var position = span.lowerBound
        while position < span.upperBound - 1 {
          let end = min(
            position + configuration.window - state.window.inputs.count, span.upperBound - 1)
          let (inputs, targets) = (tokens[position..<end], tokens[position + 1..<end + 1])
          let batch = TokenBatch(
            steps: inputs.count, lanes: 1, inputs: Array(inputs), targets: Array(targets),
            boundary: Vocabulary.documentBoundary)
          let values = worker.load(state.weights).logProbabilities(batch, &state.network)
          result.replaceSubrange(
            position - tokens.startIndex..<end - tokens.startIndex, with: values)
          state.window.inputs += inputs
          state.window.targets += targets
          worker.learnIfFull(&state)
          TokenProgress.add(end - position)
          position = end
        }
      }
    }
    return result
  }

  /// The engine and the learner, used by one text at a time.
  private final class Shared: Sendable {
    private let worker: Mutex<Worker>

    init(_ worker: sending Worker) { self.worker = Mutex(worker) }

    func use(_ body: (inout Worker) -> Void) { worker.withLock { body(&$0) } }
  }

  private struct Worker {
    private let base: Parameters
    private let configuration: AdaptationConfiguration
    private let engine: InferenceEngine
    private let learner: Learner
    /// The version of the weights of the engine.
    private var loaded = 0
    /// The version of the weights of the learner.
    private var learned = 0
    private var lastVersion = 0

    init(_ model: LanguageModel, _ configuration: AdaptationConfiguration) throws {
      base = model.parameters
      self.configuration = configuration
      engine = InferenceEngine(
        model.network, base, precision: model.engine.precision,
        boundary: Vocabulary.documentBoundary, threads: model.engine.threads)
      var network = model.network.configuration
      (network.dropout, network.weightDropout, network.labelSmoothing) = (0, 0, 0)
      var optimizer = OptimizerConfiguration()
      (optimizer.kind, optimizer.beta1, optimizer.beta2) = (.adam, 0, 0.999)
      let learning = try CharacterNetwork(network, vocabularySize: model.network.vocabularySize)
      learner = Learner(
        learning, base, optimizer.makeOptimizer(for: learning), window: configuration.window,
        lanes: 1, threads: 1,
        precision: model.engine.precision == .bfloat16 ? .bfloat16 : .float32, clipNorm: 1)
    }

    /// Returns the engine with these weights.
    mutating func load(_ weights: Weights) -> InferenceEngine {
      if loaded != weights.version {
        engine.update(weights.parameters)
        loaded = weights.version
      }
      return engine
    }

    /// Learns from the window of a text if it is full.
    mutating func learnIfFull(_ state: inout State) {
      guard state.window.targets.count == configuration.window else { return }
      let batch = TokenBatch(
        steps: configuration.window, lanes: 1, inputs: state.window.inputs,
        targets: state.window.targets, boundary: Vocabulary.documentBoundary)
      if learned != state.weights.version {
        learner.parameters = state.weights.parameters
        learner.steps = state.weights.steps
        let zeros = [Float](repeating: 0, count: base.values.count)
        learner.optimizer.moments =
          state.weights.moments.isEmpty
          ? learner.optimizer.moments.mapValues { _ in zeros } : state.weights.moments
      }
      learner.sharded.states = [state.entry]
      let step = learner.step(rate: configuration.rate) { _ in batch }
      lastVersion += 1
      learned = lastVersion
      if step.trouble == nil {
        if configuration.decay > 0 {
          learner.parameters.move(
            toward: base, by: Float(configuration.decay), team: learner.sharded.team)
        }
        state.weights = Weights(
          parameters: learner.parameters, moments: learner.optimizer.moments,
          steps: learner.steps, version: lastVersion)
      }
      state.restartWindow()
    }
  }
}

extension AdaptiveModel.State {
  fileprivate mutating func restartWindow() {
    window = AdaptiveModel.Window()
    entry = network
  }
}
