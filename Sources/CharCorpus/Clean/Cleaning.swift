public import CharText

/// The changes that cleaning makes to a text; none by default.
///
/// They are applied in this order: invalid UTF-8, controls, invisible characters, line ends, byte
/// order marks, normalization, trailing spaces, repeats. In this order a second cleaning has
/// nothing left to change.
public struct Cleaning: Sendable, Equatable {
  /// The treatment of bytes that are not UTF-8.
  public enum Invalid: String, Sendable {
    /// Cleaning stops with an error.
    case error
    /// Each ill-formed sequence becomes U+FFFD.
    case replace
    /// Ill-formed sequences are dropped.
    case drop
  }

  /// The normalization form of the result.
  public var normalization = Normalization.none
  /// The treatment of line ends.
  public var lineEnds = LineEnds.keep
  /// True if U+FEFF is dropped at the start of a file and of a line (where concatenated files leave
  /// it).
  public var stripsByteOrderMark = false
  /// True if controls other than tab, line feed and carriage return are dropped, with terminal
  /// escape sequences as a whole; other line and page separators (U+000B, U+000C, U+0085, U+2028,
  /// U+2029) become line feeds, which keeps words apart.
  public var dropsControls = false
  /// True if soft hyphens, zero-width spaces, direction marks and other invisible characters are
  /// dropped; joiners and tags stay, which emoji and many scripts need.
  public var dropsInvisible = false
  /// The treatment of bytes that are not UTF-8.
  public var invalid = Invalid.error
  /// True if trailing spaces are dropped.
  public var trimsTrailingSpace = false
  /// True if repeated lines are dropped, if they are not shorter than ``shortestRepeatedLine``.
  public var dropsRepeatedLines = false
  /// The minimum length, in characters, of a line that is dropped as a repeat; closing braces,
  /// headers of tunes and single words may repeat.
  public var shortestRepeatedLine = defaultShortestRepeatedLine
  /// The default of ``shortestRepeatedLine``.
  public static let defaultShortestRepeatedLine = 20
  /// True if repeated documents are dropped.
  public var dropsRepeatedDocuments = false
  /// The document boundary.
  public var boundary = DocumentBoundary.file

  /// Creates a cleaning that changes nothing.
  public init() {}

  /// True if no change is asked for.
  public var changesNothing: Bool {
    var nothing = Cleaning()
    (nothing.shortestRepeatedLine, nothing.boundary) = (shortestRepeatedLine, boundary)
    return self == nothing
  }
}
