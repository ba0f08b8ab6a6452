public import CharText

/// All that a report says of a corpus, before anybody has put it into words.
public struct CorpusReport: Sendable {
  /// Somewhere in a file.
  public typealias Place = TextPlace

  /// What is in a name: characters of a script, or of a language.
  public struct Share: Sendable, Equatable {
    /// The script or language.
    public var name: String
    /// Its characters.
    public var characters: Int
    /// Their part of all that were told apart, 0 to 1.
    public var share: Double
  }

  /// A character that is seldom meant to be in a text.
  public struct Unusual: Sendable, Equatable {
    /// What is unusual about it.
    public var kind: UnusualKind
    /// The scalar; nil for all that are beyond those kept one by one.
    public var scalar: UInt32?
    /// How often it occurs.
    public var count: Int
    /// Where it does first.
    public var first: Place?
  }

  /// Lines or documents that are there more than once.
  public struct Repeats: Sendable {
    /// How many there were already when they came.
    public var count: Int
    /// Their part of all.
    public var share: Double
    /// Whether there were too many different ones to remember all.
    public var isEstimate: Bool
    /// The most frequent: how they begin, and how often they occur.
    public var top: [(text: String, count: Int)]
  }

  /// What a model must beat.
  public struct Entropy: Sendable {
    /// By order, from 1.
    public var orders: [NGramEntropy] = []
    /// Tokens learned from and measured on.
    public var (learned, measured) = (0, 0)
    /// Whether these are evenly spread parts of a larger text.
    public var isSample = false
  }

  /// The files that hold text, in the order they were read.
  public var files: [File] = []
  /// What one document is.
  public var boundary = DocumentBoundary.file
  /// Unicode scalars; an ill-formed sequence counts as one.
  public var characters = 0
  /// Extended grapheme clusters.
  public var graphemes = 0
  /// Lines, the last one with or without its end.
  public var lines = 0
  /// Those with nothing but spaces and tabs.
  public var blankLines = 0
  /// Documents.
  public var documents = 0
  /// Every different character, the most frequent first.
  public var frequencies: [(scalar: UInt32, count: Int)] = []
  /// Characters by script, the most frequent first; those that many scripts share are not among them.
  public var scripts: [Share] = []
  /// Characters that belong to no script: spaces, digits, punctuation, symbols.
  public var commonCharacters = 0
  /// An estimate of the languages.
  public var languages: [Share] = []
  /// Characters that are seldom meant, by kind.
  public var unusual: [Unusual] = []
  /// Lines with text that are there already.
  public var repeatedLines = Repeats(count: 0, share: 0, isEstimate: false, top: [])
  /// Documents that are there already.
  public var repeatedDocuments = Repeats(count: 0, share: 0, isEstimate: false, top: [])
  /// Lines with text, in characters without the line end.
  public var lineLengths = LengthDistribution()
  /// Documents, in characters.
  public var documentLengths = LengthDistribution()
  /// Entropies of n-grams.
  public var entropy = Entropy()
  /// What a user should be told about the files.
  public var warnings: [String] = []
  /// Clusters of several characters that NFC leaves, as a part of all clusters; of a sample.
  var clusterShare = 0.0
  /// Different clusters of several characters among them.
  var differentClusters = 0
  var shape = TextShape()
}

extension CorpusReport {
  /// Bytes of all files.
  public var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

  /// Sequences that are not UTF-8.
  public var invalidSequences: Int { files.reduce(0) { $0 + $1.invalidCount } }

  /// Whether a number of lines of a kind of end is there: LF, CR LF, CR alone.
  public var lineEnds: (feeds: Int, pairs: Int, returns: Int) {
    files.reduce((0, 0, 0)) { ($0.0 + $1.feeds, $0.1 + $1.pairs, $0.2 + $1.returns) }
  }

  /// How many files are in a form.
  public func files(in form: File.Form) -> Int { files.count { $0.form == form } }
}

// MARK: - Files

extension CorpusReport {
  /// One file.
  public struct File: Sendable {
    /// A sequence of bytes that is not UTF-8.
    public struct Invalid: Sendable {
      /// Where it is.
      public var place: Place
      /// What cannot be read.
      public var bytes: [UInt8]
    }

    /// Which normalization forms a text is in.
    public enum Form: String, CaseIterable, Sendable {
      /// Nothing in it is written differently in the two forms.
      case both
      /// Composed.
      case nfc
      /// Decomposed.
      case nfd
      /// Neither: mixed, or with characters that no form has.
      case neither
    }

    /// Invalid sequences whose places are kept for each file.
    static let invalidLimit = 5

    /// The path, or `-` for standard input.
    public var path: String
    /// Its size.
    public var bytes = 0
    /// Unicode scalars.
    public var characters = 0
    /// Lines.
    public var lines = 0
    /// Line feeds, those after a return included.
    public var lineFeeds = 0
    /// Returns before a line feed.
    public var pairs = 0
    /// Returns alone.
    public var returns = 0
    /// Whether it starts with U+FEFF.
    public var hasByteOrderMark = false
    /// Zero bytes, of which text has none.
    public var zeroBytes = 0
    /// Characters of several bytes.
    var wideCharacters = 0
    /// Sequences that are not UTF-8, and their bytes.
    public var (invalidCount, invalidBytes) = (0, 0)
    /// The first of them.
    public var invalid: [Invalid] = []
    /// The encoding that it is likely to be in, if that is not UTF-8 and is recognized.
    public var encoding: EncodingGuess?
    /// Places that are not in NFC, and in NFD.
    public var (notNFC, notNFD) = (0, 0)
    /// Characters that are others for compatibility's sake.
    public var compatibility = 0

    init(path: String) { self.path = path }

    /// Whether most of what is not ASCII is not UTF-8 either.
    var isMostlyInvalid: Bool {
      encoding != nil || invalidCount > wideCharacters
    }

    /// Whether it looks like UTF-16 or UTF-32: by its zeros, or by the byte order mark of either, which
    /// in UTF-8 is two ill-formed sequences.
    var isWide: Bool {
      let start = invalid.prefix(2)
      return zeroBytes * 10 > bytes
        || start.map(\.place.offset) == [0, 1] && start.allSatisfy { $0.bytes[0] >= 0xFE }
    }

    /// Line feeds without a return.
    public var feeds: Int { lineFeeds - pairs }

    /// Whether lines end in different ways.
    public var hasMixedLineEnds: Bool {
      [feeds, pairs, returns].count { $0 > 0 } > 1
    }

    /// The forms it is in.
    public var form: Form {
      switch (notNFC, notNFD) {
      case (0, 0): .both
      case (0, _): .nfc
      case (_, 0): .nfd
      default: .neither
      }
    }
  }
}
