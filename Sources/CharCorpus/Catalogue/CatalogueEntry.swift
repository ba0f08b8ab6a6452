/// A public corpus: where it is, how to check it, and how to read it.
public struct CatalogueEntry: Codable, Equatable, Sendable {
  /// How what was fetched becomes text.
  public enum Unpacking: String, Codable, CaseIterable, Sendable {
    /// It is text.
    case none
    /// Its one file is taken out.
    case gzip, zstd, bzip2
    /// ``CatalogueEntry/member`` is taken out.
    case zip, tar
  }

  /// What to type.
  public var name: String
  /// What it is, in a few words.
  public var title: String
  /// Where it is.
  public var url: String
  /// The size of what the URL gives; nil where it changes.
  public var bytes: Int?
  /// The SHA-256 of what the URL gives, in lower-case hexadecimal digits; nil where nobody could
  /// verify one.
  public var sha256: String?
  /// Whose it is.
  public var licence: String
  /// How it becomes text.
  public var unpack: Unpacking
  /// What is taken out of an archive; in a tar, `*` may stand for others in its last component.
  public var member: String?
  /// The column of tab-separated lines that is the text, from 1.
  public var column: Int?
  /// The field of JSON records that is the text; one record becomes a line.
  public var field: String?
  /// The size of the unpacked text, where it is known.
  public var textBytes: Int?
  /// The SHA-256 of the unpacked text, where it is known.
  public var textSHA256: String?
  /// The name of the text, or of the folder, that it becomes.
  public var file: String
  /// What one token best is.
  public var unit: String
  /// What one document best is.
  public var boundary: String
  /// Further flags for `charlm train`.
  public var flags: [String]?

  private enum CodingKeys: String, CodingKey {
    case name, title, url, bytes, sha256, licence, unpack, member, column, field, file, unit
    case boundary, flags
    case textBytes = "text_bytes"
    case textSHA256 = "text_sha256"
  }

  /// The name of what the URL gives.
  public var download: String {
    unpack == .none ? file : String(url.split(separator: "/").last ?? "")
  }

  /// What is wrong with the entry, if anything is.
  var problem: String? {
    let names = [name, file, download]
    if names.contains(where: { $0.isEmpty || $0.hasPrefix(".") || $0.contains("/") }) {
      return "a name is empty, starts with a dot or has a slash"
    }
    if !url.hasPrefix("https://"), !url.hasPrefix("http://") { return "url: no http or https" }
    if [sha256, textSHA256].contains(where: { $0.map { !Self.isDigest($0) } ?? false }) {
      return "sha256: no 64 hexadecimal digits in lower case"
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

  /// The command that trains on the text.
  ///
  /// - Parameter path: Where the text is.
  /// - Returns: A line for the shell.
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
