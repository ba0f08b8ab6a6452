/// A compression format.
package enum Compression: String, CaseIterable, Sendable {
  case gzip
  case zstd

  /// The length of the longest signature of these formats.
  static let magicSize = 4

  /// Recognizes the format by the first bytes of a file.
  ///
  /// No text starts with any of these signatures: the first two are not UTF-8, and zstd's skippable
  /// frames contain the control character U+0018.
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

  /// Recognizes the format by the name of a file.
  package init?(name: String) {
    let name = name.lowercased()
    guard let found = Self.allCases.first(where: { name.hasSuffix($0.suffix) }) else { return nil }
    self = found
  }

  /// The file name extension, with its dot.
  package var suffix: String { self == .gzip ? ".gz" : ".zst" }

  /// Starts decompressing.
  func makeDecompressor() -> any Decompressor {
    switch self {
    case .gzip: GzipDecompressor()
    case .zstd: ZstdDecompressor()
    }
  }
}
