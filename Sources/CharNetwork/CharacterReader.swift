public import CharNumerics
internal import Synchronization

/// A network with its weights packed to read with: what samples, scores and measures run on.
///
/// Immutable; any number of streams and workspaces may use one at once, in any threads.
public struct CharacterReader: Sendable {
  /// The description of the network.
  public let network: CharacterNetwork
  /// The weights as they were given.
  public let parameters: Parameters
  /// What products multiply.
  public let precision: Precision
  let whole: ReaderPart
  private let sharing: Sharing

  /// Packs the weights.
  ///
  /// - Parameters:
  ///   - network: the description.
  ///   - parameters: weights in its layout.
  ///   - precision: what products multiply; `auto` stands for float32.
  ///   - threads: at most so many work for one stream; nil = as many as there are processors.
  public init(
    _ network: CharacterNetwork, _ parameters: Parameters, precision: Precision = .auto,
    threads: Int? = nil
  ) {
    precondition(parameters.layout == network.layout, "parameters of another network")
    self.network = network
    self.parameters = parameters
    self.precision = precision.forReading
    whole = ReaderPart(network, parameters, precision.forReading)
    sharing = Sharing(threads: threads ?? processorCount)
  }

  var weights: PackedWeights { whole.weights }
  var table: TokenTable? { whole.table }

  /// The threads, made when they are first needed.
  var crew: Crew { sharing.crew }

  /// How many threads share the units of one stream: one where it does not pay.
  var partCount: Int {
    guard network.stack.canBeSplit else { return 1 }
    let worth = weights.bytes / CharacterReader.bytesWorthAThread
    return max(
      1,
      min(
        sharing.threads, worth, network.configuration.hiddenSize / 16, CharacterReader.mostParts))
  }

  /// The parts that they share it by, packed when they are first needed.
  var parts: [ReaderPart] {
    let count = partCount
    guard count > 1 else { return [whole] }
    return sharing.parts { ReaderPart.split(network, parameters, precision, into: count) }
  }

  /// Bytes of packed weights that keep a thread busy for much longer than it takes to meet the others.
  private static let bytesWorthAThread = 1 << 20
  /// Threads above which they would mostly wait for each other.
  private static let mostParts = 4

  /// What is made once, on demand.
  private final class Sharing: Sendable {
    let threads: Int
    private let madeCrew = Mutex<Crew?>(nil)
    private let madeParts = Mutex<[ReaderPart]?>(nil)

    init(threads: Int) { self.threads = max(1, threads) }

    var crew: Crew {
      madeCrew.withLock { made in
        if let crew = made { return crew }
        let crew = Crew(threads: threads)
        made = crew
        return crew
      }
    }

    func parts(_ make: () -> [ReaderPart]) -> [ReaderPart] {
      madeParts.withLock { made in
        if let parts = made { return parts }
        let parts = make()
        made = parts
        return parts
      }
    }
  }
}
