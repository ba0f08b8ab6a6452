/// File formats that are not plain text.
public enum ForeignFormat: Equatable, Sendable {
  case zip, tar, bzip2, xz, sevenZip, rar, lz4, pdf, epub, openDocument, office, legacyOffice
  case parquet, sqlite, image

  /// The number of bytes needed to recognize a format.
  static let size = 1024

  /// Recognizes a format by the start of a file; nil if it may be text.
  init?(start: [UInt8]) {
    func starts(_ text: String, _ rest: UInt8...) -> Bool {
      start.starts(with: Array(text.utf8) + rest)
    }
    if starts("PK", 3, 4) || starts("PK", 5, 6) {
      self = Self.kindOfZip(start)
    } else if starts("BZh"), start.count > 9, (0x31...0x39).contains(start[3]),
      [[0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]]
        .contains(Array(start[4..<10]))
    {
      self = .bzip2
    } else if start.starts(with: [0xFD] + Array("7zXZ".utf8) + [0]) {
      self = .xz
    } else if starts("7z", 0xBC, 0xAF, 0x27, 0x1C) {
      self = .sevenZip
    } else if starts("Rar!", 0x1A, 0x07) {
      self = .rar
    } else if start.starts(with: [0x04, 0x22, 0x4D, 0x18]) {
      self = .lz4
    } else if starts("%PDF-") {
      self = .pdf
    } else if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      self = .legacyOffice
    } else if starts("PAR1", 0x15) {
      self = .parquet
    } else if starts("SQLite format 3", 0) {
      self = .sqlite
    } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      || start.starts(with: [0xFF, 0xD8, 0xFF, 0xE0])
      || start.starts(with: [0xFF, 0xD8, 0xFF, 0xE1])
    {
      self = .image
    } else if Self.isTar(start) {
      self = .tar
    } else {
      return nil
    }
  }

  /// The name with its article.
  public var name: String {
    switch self {
    case .zip: "a zip archive"
    case .tar: "a tar archive"
    case .bzip2: "a bzip2 archive"
    case .xz: "an xz archive"
    case .sevenZip: "a 7z archive"
    case .rar: "a rar archive"
    case .lz4: "an lz4 archive"
    case .pdf: "a PDF"
    case .epub: "an EPUB"
    case .openDocument: "an OpenDocument file"
    case .office: "an Office Open XML file (docx, xlsx, pptx)"
    case .legacyOffice: "a file of older Microsoft Office"
    case .parquet: "a Parquet file"
    case .sqlite: "an SQLite database"
    case .image: "an image"
    }
  }

  /// Advice for the user.
  public var advice: String {
    switch self {
    case .zip, .tar, .bzip2, .xz, .sevenZip, .rar, .lz4: "unpack it first"
    case .pdf: "extract its text first (pdftotext)"
    case .epub: "unpack it first, or convert it to plain text"
    case .openDocument, .office, .legacyOffice: "save it as plain text first"
    case .parquet: "convert it to JSON Lines first, and name the field with `field`"
    case .sqlite: "write its texts to a file first"
    case .image: "give a file with text"
    }
  }

  private static func kindOfZip(_ start: [UInt8]) -> ForeignFormat {
    let text = String(decoding: start, as: UTF8.self)
    if text.contains("application/epub+zip") { return .epub }
    if text.contains("application/vnd.oasis.opendocument") { return .openDocument }
    if text.contains("[Content_Types].xml") || text.contains("_rels/.rels") { return .office }
    return .zip
  }

  /// Returns whether the bytes start with a tar header with a valid checksum.
  private static func isTar(_ start: [UInt8]) -> Bool {
    guard start.count >= 512, start[0] != 0 else { return false }
    let sum = start[148..<156]
    let digits = sum.drop { $0 == ASCII.space }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, let stated = Int(String(decoding: digits, as: UTF8.self), radix: 8)
    else {
      return false
    }
    let actual =
      start[..<512].reduce(0) { $0 + Int($1) } - sum.reduce(0) { $0 + Int($1) }
      + sum.count * Int(ASCII.space)
    return stated == actual
  }
}
