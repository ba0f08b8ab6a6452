/// The hypotheses of another program for one utterance or sentence.
public struct NBestList: Sendable, Equatable {
  /// A hypothesis with the score of the other program.
  public struct Hypothesis: Sendable, Equatable {
    /// The text.
    public var text: [UInt8]
    /// The score, higher for better hypotheses.
    public var score: Double
    /// The parts of its line that the format needs to write it again.
    var parts: [[UInt8]]

    /// True without visible characters.
    public var isEmpty: Bool { text.allSatisfy(\.isBlank) }
  }

  /// The name of the utterance, or the number of the sentence.
  public let name: [UInt8]
  /// The hypotheses, in the order of the file.
  public internal(set) var hypotheses: [Hypothesis] = []
}
