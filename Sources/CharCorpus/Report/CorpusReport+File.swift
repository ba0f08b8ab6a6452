public import CharText

extension CorpusReport {
  /// The statistics of one file.
  public struct File: Sendable {
    /// An ill-formed UTF-8 sequence.
    public struct Invalid: Sendable {
      /// The position of the sequence.
      public var place: Place
      /// The bytes of the sequence.
      public var bytes: [UInt8]
    }

    /// The normalization forms that a text is in.
    public enum Form: String, CaseIterable, Sendable {
      /// Both NFC and NFD.
      case both
      /// NFC only.
      case nfc
      /// NFD only.
      case nfd
      /// Neither: mixed, or with characters that are in no form.
      case neither
    }

    /// The maximum number of invalid sequences whose places are kept for each file.
    static let invalidLimit = 5

    /// The path, or `-` for standard input.
    public var path: String
    /// The size in bytes.
    public var bytes = 0
    /// The number of Unicode scalars.
    public var characters = 0
    /// The number of lines.
    public var lines = 0
    /// The number of line feeds, including those of CR LF.
    public var lineFeeds = 0
    /// The number of CR LF pairs.
    public var pairs = 0
    /// The number of lone carriage returns.
    public var returns = 0
    /// True if the file starts with U+FEFF.
    public var hasByteOrderMark = false
    /// The number of zero bytes; text has none.
    public var zeroBytes = 0
    /// The number of characters of several bytes.
    var wideCharacters = 0
    /// The number of ill-formed UTF-8 sequences, and of their bytes.
    public var (invalidCount, invalidBytes) = (0, 0)
    /// The first ill-formed sequences.
    public var invalid: [Invalid] = []
    /// The likely encoding, if it is recognized and not UTF-8.
    public var encoding: EncodingGuess?
    /// The number of places that are not in NFC, and not in NFD.
    public var (notNFC, notNFD) = (0, 0)
    /// The number of compatibility characters.
    public var compatibility = 0

    init(path: String) { self.path = path }

    /// True if most non-ASCII bytes are not valid UTF-8.
    var isMostlyInvalid: Bool {
      encoding != nil || invalidCount > wideCharacters
    }

    /// True if the file looks like UTF-16 or UTF-32: it has many zeros, or starts with either's
    /// byte order mark, which in UTF-8 is two ill-formed sequences.
    var isWide: Bool {
      let start = invalid.prefix(2)
      return zeroBytes * 10 > bytes
        || start.map(\.place.offset) == [0, 1] && start.allSatisfy { $0.bytes[0] >= 0xFE }
    }

    /// The number of line feeds without a carriage return.
    public var feeds: Int { lineFeeds - pairs }

    /// True if lines end in different ways.
    public var hasMixedLineEnds: Bool {
      [feeds, pairs, returns].count { $0 > 0 } > 1
    }

    /// The normalization form of the file.
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
