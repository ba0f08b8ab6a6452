/// How a file is compressed.
package enum Compression: String, CaseIterable, Sendable {
  case gzip
  case zstd

  /// The longest of the byte sequences that files of these kinds start with.
  static let magicSize = 4

  /// What the first bytes of a file say.
  ///
  /// No text starts with any of these sequences: the first two are not UTF-8, and the frames of zstd
  /// that are skipped have the control character U+0018 in theirs.
  package init?(magic bytes: some Sequence<UInt8>) {
    let start = Array(bytes.prefix(Self.magicSize))
    if start.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if start == [0x28, 0xB5, 0x2F, 0xFD]
      || start.dropFirst() == [0x2A, 0x4D, 0x18] && start[0] & 0xF0 == 0x50
    {
      self = .zstd
    } else {
      return nil
    }
  }

  /// What the name of a file says.
  package init?(name: String) {
    let name = name.lowercased()
    guard let found = Self.allCases.first(where: { name.hasSuffix($0.suffix) }) else { return nil }
    self = found
  }

  /// What the names of such files end with.
  package var suffix: String { self == .gzip ? ".gz" : ".zst" }

  /// Starts to decompress.
  func makeDecompressor() -> any Decompressor {
    switch self {
    case .gzip: GzipDecompressor()
    case .zstd: ZstdDecompressor()
    }
  }
}
