/// What was read to make a corpus.
///
/// Bytes, characters and words are those of the text as read, before line ends, documents and
/// normalization change anything; so that bits per character and per byte can be compared between
/// models that read the same text in different ways. Labels that are conditions, and the tabs after
/// them, are no text.
public struct CorpusStatistics: Codable, Equatable, Sendable {
  /// One input and its size.
  public struct Input: Codable, Equatable, Sendable {
    /// The path as it was named or found, or `-` for standard input.
    public var name: String
    /// Its size in bytes.
    public var bytes: Int
  }

  /// The inputs that hold text, in the order they were read.
  public var inputs: [Input] = []
  /// The number of documents.
  public var documents = 0
  /// The size of the text in bytes.
  public var bytes = 0
  /// Unicode scalars; U+FFFD counted once for each maximal subpart that is not UTF-8.
  public var characters = 0
  /// Runs of scalars that are not White_Space; none reaches over the end of a file.
  public var words = 0
  /// Tokens, with one boundary for each document and its condition, if it has one.
  public var tokens = 0
  /// How many of the tokens are unknown.
  public var unknownTokens = 0
  /// How many ill-formed sequences were read as U+FFFD.
  public var replacedSequences = 0
  /// Zero bytes, of which text has none.
  public var zeroBytes = 0

  /// The number of files with text in them.
  public var files: Int { inputs.count }

  /// Nothing read so far.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case inputs, documents, bytes, characters, words, tokens
    case unknownTokens = "unknown_tokens"
    case replacedSequences = "replaced_sequences"
    case zeroBytes = "zero_bytes"
  }
}

extension CorpusStatistics {
  /// Leaves out what is no text.
  mutating func subtract(_ labels: TextCheck) {
    bytes -= labels.bytes
    characters -= labels.characters
    words -= labels.words
  }
}
