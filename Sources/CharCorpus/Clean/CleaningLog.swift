/// The changes that cleaning made.
public struct CleaningLog: Sendable {
  /// A kind of change.
  public enum Kind: String, CaseIterable, Sendable {
    /// An ill-formed sequence became U+FFFD.
    case replacedInvalid = "replaced_invalid"
    /// An ill-formed sequence was dropped.
    case droppedInvalid = "dropped_invalid"
    /// A byte order mark was dropped.
    case strippedByteOrderMark = "stripped_byte_order_mark"
    /// CR LF became LF.
    case joinedLineEnd = "cr_lf_to_lf"
    /// CR became LF.
    case returnToLineFeed = "cr_to_lf"
    /// A control character was dropped.
    case droppedControl = "dropped_control"
    /// Another line or page separator became LF.
    case separatorToLineFeed = "separator_to_lf"
    /// An invisible character was dropped.
    case droppedInvisible = "dropped_invisible"
    /// A line was normalized.
    case normalizedLine = "normalized_line"
    /// Trailing spaces were dropped.
    case trimmedLine = "trimmed_line"
    /// A repeated line was dropped.
    case droppedLine = "dropped_line"
    /// A repeated document was dropped.
    case droppedDocument = "dropped_document"
  }

  /// The maximum number of places kept for each kind.
  public static let placeLimit = 10

  /// The number of changes of each kind.
  public private(set) var counts: [Kind: Int] = [:]
  /// The first places of each kind.
  public private(set) var first: [Kind: [CorpusReport.Place]] = [:]
  /// The encodings that files were converted from, in order of first use.
  public internal(set) var encodings: [String] = []
  /// Bytes read and written; bytes read are counted before conversion.
  public internal(set) var (bytesRead, bytesWritten) = (0, 0)
  /// Files read and written.
  public internal(set) var (filesRead, filesWritten) = (0, 0)
  /// Warnings about the files.
  public internal(set) var warnings: [String] = []
  /// True if there were too many different lines or documents to remember them all.
  public internal(set) var forgotRepeats = false

  init() {}

  /// True if nothing was changed.
  public var isUnchanged: Bool { counts.isEmpty && encodings.isEmpty }

  mutating func add(_ kind: Kind, _ place: CorpusReport.Place) {
    counts[kind, default: 0] += 1
    if first[kind, default: []].count < Self.placeLimit { first[kind, default: []].append(place) }
  }
}
