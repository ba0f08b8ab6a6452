/// What cleaning changed.
public struct CleaningLog: Sendable {
  /// A kind of change.
  public enum Kind: String, CaseIterable, Sendable {
    /// An ill-formed sequence became U+FFFD.
    case replacedInvalid = "replaced_invalid"
    /// An ill-formed sequence went.
    case droppedInvalid = "dropped_invalid"
    /// A byte order mark went.
    case strippedByteOrderMark = "stripped_byte_order_mark"
    /// CR LF became LF.
    case joinedLineEnd = "cr_lf_to_lf"
    /// CR became LF.
    case returnToLineFeed = "cr_to_lf"
    /// A control went.
    case droppedControl = "dropped_control"
    /// Another separator of lines or pages became LF.
    case separatorToLineFeed = "separator_to_lf"
    /// A character that nobody sees went.
    case droppedInvisible = "dropped_invisible"
    /// A line was brought into the form.
    case normalizedLine = "normalized_line"
    /// Spaces at the end of a line went.
    case trimmedLine = "trimmed_line"
    /// A line that was there before went.
    case droppedLine = "dropped_line"
    /// A document that was there before went.
    case droppedDocument = "dropped_document"
  }

  /// Places that are kept for each kind.
  public static let placeLimit = 10

  /// How often each kind was made.
  public private(set) var counts: [Kind: Int] = [:]
  /// Where each kind was made first.
  public private(set) var first: [Kind: [CorpusReport.Place]] = [:]
  /// The encodings that files were converted from, in the order they were met.
  public internal(set) var encodings: [String] = []
  /// Bytes read and written; those read are of the files, before any conversion.
  public internal(set) var (bytesRead, bytesWritten) = (0, 0)
  /// Files read and written.
  public internal(set) var (filesRead, filesWritten) = (0, 0)
  /// What a user should be told about the files.
  public internal(set) var warnings: [String] = []
  /// Whether there were too many different lines or documents to remember all.
  public internal(set) var forgotRepeats = false

  init() {}

  /// Whether the text stayed as it was.
  public var isUnchanged: Bool { counts.isEmpty && encodings.isEmpty }

  mutating func add(_ kind: Kind, _ place: CorpusReport.Place) {
    counts[kind, default: 0] += 1
    if first[kind, default: []].count < Self.placeLimit { first[kind, default: []].append(place) }
  }
}
