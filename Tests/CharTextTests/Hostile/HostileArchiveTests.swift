import CharText
import TestSupport
import Testing

/// Archives that are cut off, changed, or not what they seem.
@Suite struct HostileArchiveTests {
  struct Archive: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var format: String
    /// Bytes of the header that say nothing of the content.
    var free: Range<Int>

    var testDescription: String { name }
  }

  static let archives = [
    Archive(name: "squeezed.gz", bytes: Archives.squeezedGzip, format: "gzip", free: 4..<10),
    Archive(name: "stored.gz", bytes: Archives.gzip(Archives.text), format: "gzip", free: 4..<10),
    Archive(name: "squeezed.zst", bytes: Archives.squeezedZstd, format: "zstd", free: 0..<0),
  ]

  /// Cuts and changes at every byte of the small ones, at every 23rd of the large one.
  private static func places(_ archive: Archive) -> [Int] {
    Array(stride(from: 0, to: archive.bytes.count, by: archive.bytes.count > 1000 ? 23 : 1))
  }

  static let count = archives.reduce(0) { $0 + 2 * places($1).count }

  private let folder: Folder
  init() throws { folder = try Folder() }

  private func text(_ path: String) throws -> [UInt8] {
    let corpus = try CorpusReader(paths: [path]).build(TextConfiguration(unit: .byte)).corpus
    return corpus.tokens.dropFirst().map { UInt8(truncatingIfNeeded: $0 - 2) }
  }

  @Test("An archive that is cut off is an error at the place of the cut", arguments: archives)
  func cut(_ archive: Archive) throws {
    for length in Self.places(archive) {
      let path = try folder.write(archive.name, Array(archive.bytes[..<length]))
      let error = #expect(throws: CorpusError.self) { try text(path) }
      guard length > 0 else {
        #expect(error == .emptyText([path]))
        continue
      }
      let isKnown = length >= (archive.format == "gzip" ? 2 : 4)
      let start = archive.bytes.prefix(min(4, length)).map {
        "0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true)
      }.joined(separator: " ")
      #expect(
        error
          == .damagedArchive(
            file: path, format: archive.format, offset: isKnown ? length : 0,
            problem: isKnown
              ? "it ends prematurely; it was truncated, or changed while it was read"
              : "it starts with \(start)"))
    }
  }

  @Test(
    "An archive with a changed byte is an error, unless the byte says nothing", arguments: archives)
  func changed(_ archive: Archive) throws {
    for index in Self.places(archive) {
      var bytes = archive.bytes
      bytes[index] ^= 0xFF
      let path = try folder.write(archive.name, bytes)
      if archive.free.contains(index) {
        #expect(try text(path) == Archives.text, "byte \(index)")
        continue
      }
      let error = #expect(throws: CorpusError.self, "byte \(index)") { try text(path) }
      guard case .damagedArchive(path, archive.format, let offset, _) = error else {
        Issue.record("byte \(index): \(error.map { "\($0)" } ?? "")")
        continue
      }
      #expect(offset <= bytes.count)
      #expect(error?.description.hasPrefix("\(path): byte \(offset): damaged, or not ") == true)
    }
  }

  /// Archives that are odd, and what is read or said.
  static let odd: [(name: String, bytes: [UInt8], expected: Result<[UInt8], Odd>)] = [
    (
      "ten thousand members.gz",
      Array(repeatElement(Archives.gzip([]), count: 10_000).joined()) + Archives.gzip([0x61]),
      .success([0x61])
    ),
    (
      "ten thousand frames.zst",
      Array(repeatElement(Archives.zstd([]), count: 10_000).joined()) + Archives.zstd([0x61]),
      .success([0x61])
    ),
    (
      "skipped frames.zst",
      Array(repeatElement(Archives.zstdSkipped([1, 2]), count: 1000).joined())
        + Archives.zstd([0x61]), .success([0x61])
    ),
    (
      "only skipped.zst", Archives.zstdSkipped([1, 2, 3]),
      .failure(Odd(offset: nil, problem: "there is no text to read"))
    ),
    (
      "skipped and cut off.zst", Array(Archives.zstdSkipped([1, 2, 3]).dropLast()),
      .failure(Odd(offset: 10, problem: "ends prematurely"))
    ),
    (
      "text behind.gz", Archives.gzip([0x61]) + bytes("text"),
      .failure(Odd(offset: 26, problem: "incorrect header check"))
    ),
    (
      "text behind.zst", Archives.zstd([0x61]) + bytes("text"),
      .failure(Odd(offset: 14, problem: "Unknown frame descriptor"))
    ),
    ("gzip in gzip.gz", Archives.gzip(Archives.gzip([0x61])), .success(Archives.gzip([0x61]))),
    ("zstd in gzip.gz", Archives.gzip(Archives.zstd([0x61])), .success(Archives.zstd([0x61]))),
    ("zstd called.gz", Archives.zstd([0x61]), .success([0x61])),
    ("gzip called.zst", Archives.gzip([0x61]), .success([0x61])),
    (
      "too large a window.zst", [0x28, 0xB5, 0x2F, 0xFD, 0, 0xA0, 1, 0, 0],
      .failure(Odd(offset: nil, problem: "requires too much memory"))
    ),
    (
      "reserved bits.gz", [0x1F, 0x8B, 8, 0xE0, 0, 0, 0, 0, 0, 3],
      .failure(Odd(offset: nil, problem: "unknown header flags set"))
    ),
    (
      "another method.gz", [0x1F, 0x8B, 7, 0, 0, 0, 0, 0, 0, 3],
      .failure(Odd(offset: nil, problem: "unknown compression method"))
    ),
    (
      "a reserved block.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 7],
      .failure(Odd(offset: nil, problem: "invalid block type"))
    ),
    (
      "a length that is none.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 5, 0, 5, 0],
      .failure(Odd(offset: nil, problem: "invalid stored block lengths"))
    ),
    (
      "a distance too far.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x03, 0x02, 0, 0],
      .failure(Odd(offset: nil, problem: ""))
    ),
    (
      "a reserved block.zst", [0x28, 0xB5, 0x2F, 0xFD, 0, 0x38, 7, 0, 0],
      .failure(Odd(offset: nil, problem: "corruption"))
    ),
    (
      "plain text.gz", bytes("plain"),
      .failure(Odd(offset: 0, problem: "it starts with 0x70 0x6C 0x61 0x69"))
    ),
    (
      "plain text.zst", bytes("plain"),
      .failure(Odd(offset: 0, problem: "it starts with 0x70 0x6C 0x61 0x69"))
    ),
    (
      "zip called.gz", Archives.zip([("a", [0x61])]),
      .failure(Odd(offset: 0, problem: "it starts with 0x50 0x4B 0x03 0x04"))
    ),
  ]

  struct Odd: Error {
    /// Where; nil where only the words are known.
    var offset: Int?
    var problem: String
  }

  @Test("Odd archives are read whole, or are errors that say what is wrong")
  func oddArchives() throws {
    for (name, bytes, expected) in Self.odd {
      let path = try folder.write(name, bytes)
      switch expected {
      case .success(let content): #expect(try text(path) == content, "\(name)")
      case .failure(let odd):
        let error = #expect(throws: CorpusError.self, "\(name)") { try text(path) }
        let words = error?.description ?? ""
        #expect(words.hasPrefix("\(path): ") && words.contains(odd.problem), "\(words)")
        if let offset = odd.offset { #expect(words.contains(": byte \(offset): "), "\(words)") }
      }
    }
  }

  /// Small files that become large: name, bytes, and what they become.
  static let bombs: [(name: String, bytes: [UInt8], size: Int)] = [
    ("zeros.gz", Archives.gzipOfZeros, 4 << 20),
    (
      "zeros, eight times.gz", Array(repeatElement(Archives.gzipOfZeros, count: 8).joined()),
      32 << 20
    ),
    ("a run.zst", Archives.zstdRun(of: 0x61, blocks: 256), 32 << 20),
    (
      "runs.zst", Array(repeatElement(Archives.zstdRun(of: 0x0A, blocks: 8), count: 32).joined()),
      32 << 20
    ),
  ]

  @Test("What becomes large is read a part at a time, and refused where no text could be so")
  func bombs() throws {
    for (name, bytes, size) in Self.bombs {
      let path = try folder.write(name, bytes)
      var source = try FileSource(path, patience: 1)
      var made = 0
      while case let data = try source.read(1 << 20), !data.isEmpty {
        #expect(data.count <= 1 << 20)
        made += data.count
      }
      #expect(made == size, "\(name)")
      var guarded = try FileSource(path, patience: 1, guardedSize: 2 << 20)
      let error = #expect(throws: CorpusError.self, "\(name)") {
        while try !guarded.read(1 << 20).isEmpty {}
      }
      #expect(error?.description.contains("more than 1000 times as many") == true)
      #expect(error?.description.hasPrefix("\(path): ") == true)
    }
  }
}
