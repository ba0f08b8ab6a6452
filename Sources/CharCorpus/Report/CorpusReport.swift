public import CharText

/// The statistics of a corpus.
public struct CorpusReport: Sendable {
  /// A position in a file.
  public typealias Place = TextPlace

  /// The share of a script or language among the characters.
  public struct Share: Sendable, Equatable {
    /// The script or language.
    public var name: String
    /// The number of its characters.
    public var characters: Int
    /// Their share of all classified characters, from 0 to 1.
    public var share: Double
  }

  /// A character that is rarely intended in text.
  public struct Unusual: Sendable, Equatable {
    /// The kind of unusual character.
    public var kind: UnusualKind
    /// The scalar; nil for the total of those not counted individually.
    public var scalar: UInt32?
    /// The number of occurrences.
    public var count: Int
    /// The place of its first occurrence.
    public var first: Place?
  }

  /// Repeated lines or documents.
  public struct Repeats: Sendable {
    /// The number of repeats, first occurrences excluded.
    public var count: Int
    /// Their share of all lines or documents.
    public var share: Double
    /// True if the count is an estimate, because there were too many different ones to remember.
    public var isEstimate: Bool
    /// The most frequent ones: their beginnings and their counts.
    public var top: [(text: String, count: Int)]
  }

  /// Entropies of n-gram models, a baseline for a model.
  public struct Entropy: Sendable {
    /// One entropy per order, from 1.
    public var orders: [NGramEntropy] = []
    /// The number of training and of held-out tokens.
    public var (learned, measured) = (0, 0)
    /// True if the tokens are an evenly spread sample of a larger text.
    public var isSample = false
  }

  /// The files that hold text, in the order they were read.
  public var files: [File] = []
  /// The document boundary.
  public var boundary = DocumentBoundary.file
  /// The number of Unicode scalars; an ill-formed sequence counts as one.
  public var characters = 0
  /// The number of extended grapheme clusters.
  public var graphemes = 0
  /// The number of lines, the last one with or without a line end.
  public var lines = 0
  /// The number of lines with nothing but spaces and tabs.
  public var blankLines = 0
  /// The number of documents.
  public var documents = 0
  /// Every different character and its count, the most frequent first.
  public var frequencies: [(scalar: UInt32, count: Int)] = []
  /// Characters by script, the most frequent first; characters shared by many scripts are excluded.
  public var scripts: [Share] = []
  /// The number of characters that belong to no script: spaces, digits, punctuation, symbols.
  public var commonCharacters = 0
  /// Characters by language, estimated.
  public var languages: [Share] = []
  /// Characters that are rarely intended, by kind.
  public var unusual: [Unusual] = []
  /// Repeated lines with text.
  public var repeatedLines = Repeats(count: 0, share: 0, isEstimate: false, top: [])
  /// Repeated documents.
  public var repeatedDocuments = Repeats(count: 0, share: 0, isEstimate: false, top: [])
  /// The lengths of lines with text, in characters without the line end.
  public var lineLengths = LengthDistribution()
  /// The lengths of documents, in characters.
  public var documentLengths = LengthDistribution()
  /// Entropies of n-grams.
  public var entropy = Entropy()
  /// Warnings about the files.
  public var warnings: [String] = []
  /// The share of clusters that have several characters in NFC, estimated from a sample.
  var clusterShare = 0.0
  /// The number of different clusters among them.
  var differentClusters = 0
  var shape = TextShape()
}

extension CorpusReport {
  /// The size of all files in bytes.
  public var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

  /// The number of ill-formed UTF-8 sequences.
  public var invalidSequences: Int { files.reduce(0) { $0 + $1.invalidCount } }

  /// The number of line ends of each kind: LF, CR LF, CR alone.
  public var lineEnds: (feeds: Int, pairs: Int, returns: Int) {
    files.reduce((0, 0, 0)) { ($0.0 + $1.feeds, $0.1 + $1.pairs, $0.2 + $1.returns) }
  }

  /// Returns the number of files in a normalization form.
  public func files(in form: File.Form) -> Int { files.count { $0.form == form } }
}
