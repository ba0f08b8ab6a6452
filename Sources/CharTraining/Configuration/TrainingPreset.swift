internal import CharNetwork
internal import CharText

/// Named complete configurations.
///
/// They are starting points for settings that are fixed; `AutomaticChoice` follows the text and the
/// time. The first four differ in size, the next in the kind of text. `docs/results.md` lists
/// measured results.
public enum TrainingPreset: String, CaseIterable, Sendable {
  /// Trains in seconds.
  case tiny
  /// Trains in a minute or two.
  case small
  /// Trains in ten minutes.
  case medium
  /// Trains in an hour or more, on several megabytes of text.
  case large
  /// Short poems, one per line.
  case poem
  /// Songs, one per file.
  case lyrics
  /// Source code, one document per file.
  case code
  /// Tunes in ABC notation, separated by blank lines.
  case music
  /// The defaults of `TrainingConfiguration`, whatever the text: for runs to compare and to repeat.
  case plain

  /// A short description of the purpose.
  public var purpose: String {
    switch self {
    case .tiny: "a look in seconds"
    case .small: "a minute or two"
    case .medium: "ten minutes"
    case .large: "an hour and more, for megabytes of text"
    case .poem: "short poems, one a line"
    case .lyrics: "songs, a file each"
    case .code: "source code, a file each"
    case .music: "tunes in ABC notation, a blank line after each"
    case .plain: "the library's defaults, whatever the text"
    }
  }

  /// The configuration.
  public var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    if self != .plain { configuration.network.cell = .gru }
    switch self {
    case .plain: break
    case .tiny:
      configuration.take(layers: 1, hidden: 128, embedding: 32, batch: 32, window: 64, epochs: 5)
    case .small:
      configuration.take(layers: 1, hidden: 256, embedding: 64, batch: 32, window: 64, epochs: 10)
    case .medium:
      configuration.take(layers: 2, hidden: 256, embedding: 64, batch: 32, window: 128, epochs: 20)
      configuration.regularize(dropout: 0.15)
    case .large:
      configuration.take(layers: 2, hidden: 512, embedding: 128, batch: 64, window: 128, epochs: 30)
      configuration.regularize(dropout: 0.3)
      configuration.optimizer.rate = 1e-2
    case .poem:
      configuration.take(layers: 1, hidden: 512, embedding: 256, batch: 64, window: 64, epochs: 20)
      configuration.text.boundary = .line
      configuration.minimumCount = 2
      configuration.regularize(dropout: 0.4)
    case .lyrics:
      configuration.take(layers: 1, hidden: 256, embedding: 64, batch: 16, window: 128, epochs: 20)
      configuration.text.lineEnds = .lf
      configuration.regularize(dropout: 0.2, weightDropout: 0.2)
    case .code:
      configuration.take(layers: 2, hidden: 256, embedding: 64, batch: 32, window: 256, epochs: 10)
      configuration.text.lineEnds = .lf
      configuration.minimumCount = 3
      configuration.regularize(dropout: 0.1)
    case .music:
      configuration.take(layers: 2, hidden: 256, embedding: 32, batch: 32, window: 128, epochs: 30)
      configuration.text.boundary = .paragraph
      configuration.text.lineEnds = .lf
      configuration.regularize(dropout: 0.3)
    }
    return configuration
  }
}

extension TrainingConfiguration {
  fileprivate mutating func take(
    layers: Int, hidden: Int, embedding: Int, batch: Int, window: Int, epochs: Double
  ) {
    network.layers = layers
    network.hiddenSize = hidden
    network.embeddingSize = embedding
    self.batch = batch
    self.window = window
    usualEpochs = epochs
  }

  /// Applies regularization for small texts and long runs.
  fileprivate mutating func regularize(dropout: Double, weightDropout: Double = 0) {
    network.dropout = dropout
    network.weightDropout = weightDropout
    averaging = Averaging(.ema)
  }
}
