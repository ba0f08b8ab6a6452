internal import Foundation

/// What can go wrong on the way from a name to a text.
public enum CatalogueError: Error, Equatable, Sendable {
  /// There is no such corpus.
  case unknown(String, known: [String])
  /// A file cannot be read.
  case unreadable(String, reason: String)
  /// A file cannot be written.
  case unwritable(String, reason: String)
  /// A catalogue, or an archive, is not what it should be.
  case damaged(String, problem: String)
  /// The text is there already.
  case exists(String)
  /// A folder has no such file.
  case notInFolder(String, file: String)
  /// A file has another size; whether it was deleted, as what was fetched is.
  case wrongSize(String, expected: Int, found: Int, isDeleted: Bool)
  /// A file has another SHA-256; whether it was deleted, as what was fetched is.
  case wrongDigest(String, expected: String, found: String, isDeleted: Bool)
  /// A program that is needed is not installed.
  case programMissing(String, purpose: String)
  /// Fetching failed.
  case download(String, reason: String)
  /// Fetching was stopped; so many bytes are kept.
  case interrupted(String, bytes: Int)
}

extension CatalogueError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "\(name): no such corpus; there are \(known.joined(separator: ", "))"
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)); check the file and its permissions"
    case .unwritable(let path, let reason):
      "\(path): cannot be written (\(reason)); name another folder with `out`"
    case .damaged(let path, let problem):
      "\(path): \(problem); fetch it again, or mend it"
    case .exists(let path):
      "\(path): is there already; pass `force` to replace it, or `out` another folder"
    case .notInFolder(let folder, let file):
      "\(folder): holds no \(file), and no file of its size and SHA-256; check `from`"
    case .wrongSize(let file, let expected, let found, let isDeleted):
      "\(file): has \(found) bytes where \(expected) were expected; \(Self.advice(isDeleted))"
    case .wrongDigest(let file, let expected, let found, let isDeleted):
      "\(file): expected SHA-256 \(expected), found \(found); \(Self.advice(isDeleted))"
    case .programMissing(let program, let purpose):
      "\(program): not installed, but needed \(purpose); install it and try again"
    case .download(let url, let reason):
      "\(url): cannot be fetched (\(reason)); try again, or take the file from a folder or mirror with "
        + "`from`"
    case .interrupted(let path, let bytes):
      "\(path): stopped after \(bytes) bytes; the same command goes on"
    }
  }

  /// What to do about a file that is another one.
  private static func advice(_ isDeleted: Bool) -> String {
    isDeleted
      ? "it was deleted; try again, or take it from elsewhere with `from`"
      : "it was left as it is; take the right one, from elsewhere with `from` or without `from`"
  }
}

extension Error {
  /// What the system says was wrong, in a few words.
  var shortReason: String {
    let error = self as NSError
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    return cause?.localizedFailureReason ?? error.localizedFailureReason
      ?? error.localizedDescription
  }
}
