import CharText
import Foundation
import TestSupport
import Testing

@Suite struct CompressedFileTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private func read(_ path: String, part: Int = 1 << 20, guardedSize: Int = 1 << 30) throws
    -> [UInt8]
  {
    var source = try FileSource(path, patience: 1, guardedSize: guardedSize)
    var bytes: [UInt8] = []
    while case let data = try source.read(part), !data.isEmpty {
      #expect(data.count <= part)
      bytes += data
    }
    #expect(try source.read(part).isEmpty)
    return bytes
  }

  @Test(
    "What was squeezed is read as it was, in parts of any size", arguments: [1, 7, 1000, 1 << 20])
  func squeezed(part: Int) throws {
    let gzip = try folder.write("a.gz", Archives.squeezedGzip)
    let zstd = try folder.write("a.zst", Archives.squeezedZstd)
    #expect(try read(gzip, part: part) == Archives.text)
    #expect(try read(zstd, part: part) == Archives.text)
  }

  @Test("What a file starts with decides, not its name")
  func magic() throws {
    #expect(try read(folder.write("a.txt", Archives.squeezedGzip)) == Archives.text)
    #expect(try read(folder.write("b", Archives.squeezedZstd)) == Archives.text)
    #expect(Compression(magic: [0x5F, 0x2A, 0x4D, 0x18]) == .zstd)
    #expect(Compression(magic: Array("PK\u{3}\u{4}".utf8)) == nil)
    #expect(Compression(name: "A.GZ") == .gzip && Compression(name: "a.jsonl.zst") == .zstd)
    #expect(Compression(name: "gz") == nil)
  }

  @Test("Members and frames follow each other, and frames to skip are skipped")
  func several() throws {
    let large = [UInt8](repeating: 0x78, count: 200_000)
    let members =
      Archives.gzip(bytes("one ")) + Archives.gzip(large, name: "x.txt") + Archives.gzip([])
      + Archives.squeezedGzip
    #expect(try read(folder.write("a.gz", members)) == bytes("one ") + large + Archives.text)
    let frames =
      Archives.zstdSkipped(bytes("note")) + Archives.zstd(bytes("one ")) + Archives.zstd(large)
      + Archives.zstdSkipped([]) + Archives.zstd([]) + Archives.squeezedZstd
    #expect(try read(folder.write("a.zst", frames)) == bytes("one ") + large + Archives.text)
  }

  @Test("Zeros that fill a gzip file up are nothing")
  func padding() throws {
    let padded = Archives.gzip(bytes("text")) + [UInt8](repeating: 0, count: 100_000)
    #expect(try read(folder.write("a.gz", padded)) == bytes("text"))
  }

  @Test("An empty archive has no text, and an empty file is one whatever its name is")
  func empty() throws {
    #expect(try read(folder.write("a.gz", Archives.gzip([]))).isEmpty)
    #expect(try read(folder.write("a.zst", Archives.zstd([]))).isEmpty)
    #expect(try read(folder.write("b.gz", [])).isEmpty)
    #expect(try read(folder.write("b.zst", [])).isEmpty)
  }

  private func expectDamage(
    _ name: String, _ bytes: [UInt8], offset: Int, _ problem: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = try folder.write(name, bytes)
    let format = name.hasSuffix("gz") ? "gzip" : "zstd"
    #expect(
      throws: CorpusError.damagedArchive(
        file: path, format: format, offset: offset, problem: problem),
      sourceLocation: sourceLocation
    ) { try read(path) }
  }

  @Test("A damaged archive is an error with file and byte")
  func damaged() throws {
    let cut = "it ends prematurely; it was truncated, or changed while it was read"
    let gzip = Archives.gzip(bytes("some text"))
    try expectDamage("a.gz", Array(gzip.dropLast()), offset: gzip.count - 1, cut)
    var changed = gzip
    changed[16] ^= 1
    try expectDamage("b.gz", changed, offset: gzip.count - 4, "incorrect data check")
    try expectDamage(
      "c.gz", gzip + bytes("more"), offset: gzip.count + 2, "incorrect header check")
    try expectDamage(
      "d.gz", gzip + [0, 0, 7], offset: gzip.count + 2, "there is other data after its end")
    try expectDamage("e.gz", bytes("plain text"), offset: 0, "it starts with 0x70 0x6C 0x61 0x69")
    let zstd = Archives.zstd(bytes("some text"))
    try expectDamage("a.zst", Array(zstd.dropLast()), offset: zstd.count - 1, cut)
    try expectDamage("b.zst", bytes("plain"), offset: 0, "it starts with 0x70 0x6C 0x61 0x69")
    let error = CorpusError.damagedArchive(file: "a.gz", format: "gzip", offset: 7, problem: "why")
    #expect(
      error.description
        == "a.gz: byte 7: damaged, or not gzip (why); fetch or compress the file again")
  }

  @Test("Much out of little streams, and is refused where no text could be so")
  func bomb() throws {
    let gzip = try folder.write("a.gz", Archives.gzipOfZeros)
    #expect(try read(gzip).count == 4 << 20)
    #expect(
      throws: CorpusError.expandsTooMuch(
        file: gzip, read: 4098, made: 4 << 20)
    ) { try read(gzip, part: 4 << 20, guardedSize: 1 << 20) }
    let zstd = try folder.write("a.zst", Archives.zstdRun(of: 0x61, blocks: 64))
    #expect(try read(zstd).count == 8 << 20)
    #expect(throws: CorpusError.self) { try read(zstd, guardedSize: 1 << 20) }
  }

  @Test("A corpus of compressed files is the corpus of what is in them")
  func corpus() throws {
    let plain = try CorpusReader(bytes: Archives.text).build(TextConfiguration())
    for archive in [Archives.squeezedGzip, Archives.squeezedZstd] {
      let path = try folder.write("text", archive)
      let read = try CorpusReader(paths: [path], chunkSize: 100).build(TextConfiguration())
      #expect(read.corpus.tokens == plain.corpus.tokens && read.tokenizer == plain.tokenizer)
      #expect(read.corpus.statistics.bytes == Archives.text.count)
    }
  }
}
