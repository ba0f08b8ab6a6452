/// Statistics of the text that a corpus was read from.
///
/// Bytes, characters and words are counted in the text as read, before line ends, documents and
/// normalization change it, so that bits per character and per byte are comparable between models
/// that process the same text differently. Condition labels and the tabs after them do not count.
public struct CorpusStatistics: Codable, Equatable, Sendable {
  /// One input and its size.
  public struct Input: Codable, Equatable, Sendable {
    /// The path as given or found, or `-` for standard input.
    public var name: String
    /// The size in bytes.
    public var bytes: Int
  }

  /// The inputs that contain text, in reading order.
  public var inputs: [Input] = []
  /// The number of documents.
  public var documents = 0
  /// The size of the text in bytes.
  public var bytes = 0
  /// The number of Unicode scalars; each ill-formed maximal subpart counts as one U+FFFD.
  public var characters = 0
  /// The number of words: runs of scalars that are not White_Space, within one file.
  public var words = 0
  /// The number of tokens, with each document's boundary and condition.
  public var tokens = 0
  /// The number of unknown tokens.
  public var unknownTokens = 0
  /// The number of ill-formed sequences read as U+FFFD.
  public var replacedSequences = 0
  /// The number of zero bytes; text has none.
  public var zeroBytes = 0

  /// The number of files with text.
  public var files: Int { inputs.count }

  /// Creates empty statistics.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case inputs, documents, bytes, characters, words, tokens
    case unknownTokens = "unknown_tokens"
    case replacedSequences = "replaced_sequences"
    case zeroBytes = "zero_bytes"
  }
}

extension CorpusStatistics {
  /// Subtracts condition labels.
  mutating func subtract(_ labels: TextCheck) {
    bytes -= labels.bytes
    characters -= labels.characters
    words -= labels.words
  }
}
