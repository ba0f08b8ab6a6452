public import Foundation

/// An error in cleaning a corpus.
public enum CleaningError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text has bytes that are not UTF-8, and no treatment was chosen.
  case invalidUTF8(CorpusReport.Place)
  /// A run of combining marks is too long to normalize.
  case endlessMarks(CorpusReport.Place)
  /// Two inputs have the same output file.
  case sameName(String)
  /// The output exists already.
  case exists(String)
  /// The output must be a folder, but is a file.
  case notFolder(String)
  /// The input is a JSON Lines file.
  case records(String)
  /// The output must be a file, but is a folder.
  case isFolder(String)

  /// The message: location, problem, remedy.
  public var description: String {
    switch self {
    case .invalidUTF8(let place):
      "\(place): not valid UTF-8; name its `encoding`, or pass `replace_invalid` or "
        + "`drop_invalid`"
    case .endlessMarks(let place):
      "\(place): more than a million marks on one character; this is not text, leave the file out"
    case .sameName(let name):
      "\(name): two inputs would be written to this file; clean them one by one"
    case .exists(let path): "\(path): exists already; choose another output, or pass `force`"
    case .notFolder(let path):
      "\(path): is a file, but several inputs are written to a folder; choose another output"
    case .records(let path):
      "\(path): JSON Lines cannot be cleaned as text; leave it out with `exclude`, or write its texts "
        + "to a file first"
    case .isFolder(let path): "\(path): is a folder; name a file to write to"
    }
  }
}

extension CleaningError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
