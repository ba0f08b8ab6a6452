public import Foundation

/// An error in fetching, verifying or unpacking a corpus.
public enum CatalogError: Error, Equatable, Sendable {
  /// The catalog has no corpus of this name.
  case unknown(String, known: [String])
  /// A file cannot be read.
  case unreadable(String, reason: String)
  /// A file cannot be written.
  case unwritable(String, reason: String)
  /// A catalog or an archive is damaged.
  case damaged(String, problem: String)
  /// The text exists already.
  case exists(String)
  /// The source folder does not have the file.
  case notInFolder(String, file: String)
  /// A file has the wrong size; `isDeleted` tells whether it was removed, as downloads are.
  case wrongSize(String, expected: Int, found: Int, isDeleted: Bool)
  /// A file has the wrong SHA-256; `isDeleted` tells whether it was removed, as downloads are.
  case wrongDigest(String, expected: String, found: String, isDeleted: Bool)
  /// A required program is not installed.
  case programMissing(String, purpose: String)
  /// The download failed.
  case download(String, reason: String)
  /// The download was interrupted; `bytes` are kept.
  case interrupted(String, bytes: Int)
}

extension CatalogError: CustomStringConvertible {
  /// The message: location, problem, remedy.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "\(name): no such corpus; there are \(known.joined(separator: ", "))"
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)); check the file and its permissions"
    case .unwritable(let path, let reason):
      "\(path): cannot be written (\(reason)); name another folder with `out`"
    case .damaged(let path, let problem):
      "\(path): \(problem); fetch it again, or repair it"
    case .exists(let path):
      "\(path): exists already; pass `force` to replace it, or `out` another folder"
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

  /// Advice for a file with unexpected contents.
  private static func advice(_ isDeleted: Bool) -> String {
    isDeleted
      ? "it was deleted; try again, or take it from elsewhere with `from`"
      : "it was left as it is; take the right one, from elsewhere with `from` or without `from`"
  }
}

extension CatalogError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
