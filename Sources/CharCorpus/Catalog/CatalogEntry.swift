/// A public corpus: where it is, how to check it, and how to read it.
public struct CatalogEntry: Codable, Equatable, Sendable {
  /// The way a download becomes text.
  public enum Unpacking: String, Codable, CaseIterable, Sendable {
    /// The download is the text.
    case none
    /// The download is one compressed file.
    case gzip, zstd, bzip2
    /// ``CatalogEntry/member`` is extracted from the archive.
    case zip, tar
  }

  /// The name that selects the corpus.
  public var name: String
  /// A short description.
  public var title: String
  /// The address of the download.
  public var url: String
  /// The size of the download in bytes; nil if it changes over time.
  public var bytes: Int?
  /// The SHA-256 of the download, in lowercase hexadecimal digits; nil if it is unknown.
  public var sha256: String?
  /// The license.
  public var license: String
  /// The way the download becomes text.
  public var unpack: Unpacking
  /// The archive member to extract; in a tar archive, its last component may contain `*`.
  public var member: String?
  /// The column of tab-separated lines that holds the text, counted from 1.
  public var column: Int?
  /// The field of JSON records that holds the text; each record becomes a line.
  public var field: String?
  /// The size of the unpacked text in bytes, if known.
  public var textBytes: Int?
  /// The SHA-256 of the unpacked text, if known.
  public var textSHA256: String?
  /// The name of the resulting file or folder.
  public var file: String
  /// The recommended token unit.
  public var unit: String
  /// The recommended document boundary.
  public var boundary: String
  /// More flags for `charlm train`.
  public var flags: [String]?

  private enum CodingKeys: String, CodingKey {
    case name, title, url, bytes, sha256, unpack, member, column, field, file, unit, boundary, flags
    case license = "licence"
    case textBytes = "text_bytes"
    case textSHA256 = "text_sha256"
  }

  /// The file name of the download.
  public var download: String {
    unpack == .none ? file : String(url.split(separator: "/").last ?? "")
  }

  /// A description of the first invalid field; nil if the entry is valid.
  var problem: String? {
    let names = [name, file, download]
    if names.contains(where: { $0.isEmpty || $0.hasPrefix(".") || $0.contains("/") }) {
      return "a name is empty, starts with a dot or has a slash"
    }
    if !url.hasPrefix("https://"), !url.hasPrefix("http://") {
      return "url: does not start with http:// or https://"
    }
    if [sha256, textSHA256].contains(where: { $0.map { !Self.isDigest($0) } ?? false }) {
      return "sha256: is not 64 lowercase hexadecimal digits"
    }
    if [bytes, textBytes, column].contains(where: { $0.map { $0 < 1 } ?? false }) {
      return "a number is less than 1"
    }
    if unpack == .zip || unpack == .tar, member?.isEmpty ?? true { return "member: missing" }
    return nil
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  /// Returns the command that trains on the text.
  ///
  /// - Parameter path: The path of the text.
  /// - Returns: A shell command line.
  public func trainingLine(_ path: String) -> String {
    var words = ["charlm", "train", path, "--unit", unit, "--boundary", boundary]
    words += flags ?? []
    return (words + ["--out", "\(name)-model"]).map(Self.quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789-_./:".unicodeScalars.contains($0)
    }
    return isPlain
      ? word
      : "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
