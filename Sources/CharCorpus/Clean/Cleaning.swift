public import CharText

/// The changes that cleaning may make to a text; none unless it is asked for.
///
/// Those that are asked for are made one after another: bytes that are not UTF-8, controls, characters
/// that nobody sees, line ends, byte order marks, the form, spaces at the end of lines, repeats. What
/// is dropped first can so leave nothing for which a second cleaning would be needed.
public struct Cleaning: Sendable, Equatable {
  /// What happens to bytes that are not UTF-8.
  public enum Invalid: String, Sendable {
    /// Cleaning stops with an error.
    case error
    /// Each ill-formed sequence becomes U+FFFD.
    case replace
    /// They go.
    case drop
  }

  /// The form that the text is brought into.
  public var normalization = Normalization.none
  /// What happens to line ends.
  public var lineEnds = LineEnds.keep
  /// U+FEFF goes at the start of a file, and of a line, where files that were joined leave it.
  public var stripsByteOrderMark = false
  /// Controls go but for tab, line feed and return, and escape sequences of terminals whole; other separators of lines and pages (U+000B,
  /// U+000C, U+0085, U+2028, U+2029) become line feeds, since words would grow together without them.
  public var dropsControls = false
  /// Soft hyphens, spaces without width, marks of direction and other characters that nobody sees go;
  /// joiners and tags stay, which emoji and many scripts need.
  public var dropsInvisible = false
  /// What happens to bytes that are not UTF-8.
  public var invalid = Invalid.error
  /// Spaces at the end of a line go.
  public var trimsTrailingSpace = false
  /// A line with text that was there before goes, if it is not shorter than
  /// ``shortestRepeatedLine``.
  public var dropsRepeatedLines = false
  /// Characters of the shortest line that is dropped as a repeat: closing braces, headers of tunes and
  /// single words may well be there several times.
  public var shortestRepeatedLine = defaultShortestRepeatedLine
  /// The value of ``shortestRepeatedLine`` where nothing else is said.
  public static let defaultShortestRepeatedLine = 20
  /// A document that was there before goes.
  public var dropsRepeatedDocuments = false
  /// What one document is.
  public var boundary = DocumentBoundary.file

  /// No changes.
  public init() {}

  /// Whether no change is asked for.
  public var changesNothing: Bool {
    var nothing = Cleaning()
    (nothing.shortestRepeatedLine, nothing.boundary) = (shortestRepeatedLine, boundary)
    return self == nothing
  }
}

/// Text that cannot be cleaned.
public enum CleaningError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Bytes that are not UTF-8, and nobody said what to do with them.
  case invalidUTF8(CorpusReport.Place)
  /// A run of marks that no writing system has, too long to be brought into a form.
  case endlessMarks(CorpusReport.Place)
  /// Two inputs would be written to one file.
  case sameName(String)
  /// What is to be written is what is read.
  case ownInput(String)
  /// There is something already.
  case exists(String)
  /// Several inputs need a folder, and there is a file.
  case notFolder(String)
  /// JSON Lines, which hold texts but are none.
  case records(String)
  /// One input needs a file, and there is a folder.
  case isFolder(String)

  /// What is wrong, where, and what to do about it.
  public var description: String {
    switch self {
    case .invalidUTF8(let place):
      "\(place): not valid UTF-8; name its `encoding`, or pass `replace_invalid` or "
        + "`drop_invalid`"
    case .endlessMarks(let place):
      "\(place): more than a million marks on one character; this is no "
        + "text, leave the file out"
    case .sameName(let name):
      "\(name): two inputs would be written to this file; clean them one by one"
    case .ownInput(let path):
      "\(path): is or holds an input; name another place to write to"
    case .exists(let path): "\(path): exists already; name another one, or pass `force`"
    case .notFolder(let path):
      "\(path): is a file, but several inputs are written to a folder; name another place"
    case .records(let path):
      "\(path): JSON Lines cannot be cleaned as text; leave it out with `exclude`, or write its texts "
        + "to a file first"
    case .isFolder(let path): "\(path): is a folder; name a file to write to"
    }
  }
}
