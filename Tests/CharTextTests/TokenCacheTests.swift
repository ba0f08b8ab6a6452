import CharText
import Foundation
import TestSupport
import Testing

@Suite struct TokenCacheTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("charlm-cache-\(UUID().uuidString)").path
  private var cache: TokenCache { TokenCache(directory: folder + "/cache", minimumBytes: 0) }
  private var file: String { folder + "/text.txt" }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func write(_ text: String) throws {
    try text.write(toFile: file, atomically: false, encoding: .utf8)
  }

  private func reader(_ chunkSize: Int = 64) -> CorpusReader {
    CorpusReader(paths: [file], chunkSize: chunkSize)
  }

  private var entries: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: cache.directory).sorted() }
  }

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  @Test(
    "What is kept is what would be in memory, the first time and the second",
    arguments: Samples.configurations)
  func same(configuration: TextConfiguration) throws {
    defer { remove() }
    try write(Samples.mixed)
    var configuration = configuration
    for (boundary, minimumCount) in [(DocumentBoundary.line, 2), (.file, 1)] {
      if configuration.unknown == .error, minimumCount > 1 { continue }
      configuration.boundary = boundary
      let (tokenizer, expected) = try reader().build(configuration, minimumCount: minimumCount)
      for _ in 0..<2 {
        let kept = try reader().buildStore(
          configuration, minimumCount: minimumCount, cache: cache)
        #expect(kept.tokenizer == tokenizer)
        #expect(kept.corpus.encoded == expected)
        let other = try reader().store(with: tokenizer, cache: cache)
        #expect(other.encoded == expected)
      }
    }
  }

  @Test("A file that has not changed is not read again; one that has is")
  func changes() throws {
    defer { remove() }
    try write("abc")
    func tokens() throws -> [Token] {
      try reader().buildStore(TextConfiguration(), cache: cache).corpus.encoded.tokens
    }
    #expect(try tokens() == [1, 2, 3, 4])
    let first = try entries
    #expect(first.count == 2)
    #expect(try tokens() == [1, 2, 3, 4])
    #expect(try entries == first)
    // Of the same size, and with its old time.
    let time = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate]
    try write("abb")
    try FileManager.default.setAttributes([.modificationDate: time as Any], ofItemAtPath: file)
    #expect(try tokens() == [1, 2, 3, 3])
    let second = try entries
    #expect(second.count == 2 && second != first)  // what has no use any more is gone
    try write("abc")
    #expect(try tokens() == [1, 2, 3, 4])
    // Another way to read the same text is another entry.
    var folding = TextConfiguration()
    folding.foldsCase = true
    _ = try reader().buildStore(folding, cache: cache)
    #expect(try entries.count == 4)
  }

  @Test("Damage to an entry is noticed wherever it is, and it is made anew")
  func damage() throws {
    defer { remove() }
    try write(Samples.mixed)
    let expected = try reader().buildStore(TextConfiguration(), cache: cache).corpus.encoded
    let names = try entries
    let path = try #require(names.first { $0.hasSuffix(".tokens") })
    let whole = try Data(contentsOf: URL(fileURLWithPath: "\(cache.directory)/\(path)"))
    var random = SeededGenerator(state: 3)
    for round in 0..<60 {
      var damaged = whole
      switch round % 4 {
      case 0: damaged = whole.prefix(Int.random(in: 0..<whole.count, using: &random))
      case 1: damaged.removeLast()
      case 2:
        let index = Int.random(in: 0..<whole.count, using: &random)
        damaged[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
      default: damaged.insert(7, at: Int.random(in: 0..<whole.count, using: &random))
      }
      try damaged.write(to: URL(fileURLWithPath: "\(cache.directory)/\(path)"))
      let found = try reader().buildStore(TextConfiguration(), cache: cache).corpus.encoded
      #expect(found == expected, "\(round)")
    }
    for name in names where name.hasSuffix(".json") {
      try Data("{}".utf8).write(to: URL(fileURLWithPath: "\(cache.directory)/\(name)"))
    }
    try whole.write(to: URL(fileURLWithPath: "\(cache.directory)/\(path)"))
    #expect(
      try reader().buildStore(TextConfiguration(), cache: cache).corpus.encoded == expected)
  }

  @Test("A file of tokens that was only touched is checked once, and used")
  func touched() throws {
    defer { remove() }
    try write(Samples.mixed)
    let expected = try reader().buildStore(TextConfiguration(), cache: cache).corpus.encoded
    let name = try #require(try entries.first { $0.hasSuffix(".tokens") })
    let path = "\(cache.directory)/\(name)"
    let record = "\(cache.directory)/\(try #require(try entries.first { $0.hasSuffix(".json") }))"
    func number() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    }
    let (before, noted) = (try number(), try Data(contentsOf: URL(fileURLWithPath: record)))
    try FileManager.default.setAttributes([.modificationDate: Date.now], ofItemAtPath: path)
    #expect(try reader().buildStore(TextConfiguration(), cache: cache).corpus.encoded == expected)
    #expect(try number() == before)
    let renewed = try Data(contentsOf: URL(fileURLWithPath: record))
    #expect(renewed != noted)
    #expect(try reader().buildStore(TextConfiguration(), cache: cache).corpus.encoded == expected)
    #expect(try Data(contentsOf: URL(fileURLWithPath: record)) == renewed)
  }

  @Test("What was read as U+FFFD is told the first time and the second", arguments: [1, 2])
  func repairs(files: Int) throws {
    defer { remove() }
    try Data([0x61, 0xFF, 0x62, 0xFE]).write(to: URL(fileURLWithPath: file))
    let other = folder + "/other.txt"
    try Data(files == 1 ? [0x61] : [0x61, 0x80]).write(to: URL(fileURLWithPath: other))
    let reader = CorpusReader(paths: [file, other], invalidUTF8: .replace)
    let warning =
      files == 1
      ? "2 sequences of bytes in 1 file are not UTF-8, and read as U+FFFD"
      : "3 sequences of bytes in 2 files are not UTF-8, and read as U+FFFD"
    for cache in [nil, cache, cache] {
      #expect(
        try reader.buildStore(TextConfiguration(), cache: cache).corpus.warnings == [warning])
    }
  }

  @Test("Half of a preparation is never used, and what it left is cleared away")
  func abandoned() throws {
    defer { remove() }
    try write("abc \u{FFFD}")
    try FileManager.default.createDirectory(
      atPath: cache.directory, withIntermediateDirectories: true)
    // No process has this number.
    let left = "\(cache.directory)/\(UUID().uuidString).2147483646.tmp"
    try Data("half".utf8).write(to: URL(fileURLWithPath: left))
    let running = "\(cache.directory)/\(UUID().uuidString).\(getpid()).tmp"
    try Data("half".utf8).write(to: URL(fileURLWithPath: running))
    _ = try reader().buildStore(TextConfiguration(), cache: cache)
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(FileManager.default.fileExists(atPath: running))
    // A text that cannot be read leaves nothing.
    try FileManager.default.removeItem(atPath: cache.directory)
    try Data([0x61, 0xFF]).write(to: URL(fileURLWithPath: file))
    #expect(throws: CorpusError.self) {
      try reader().buildStore(TextConfiguration(), cache: cache)
    }
    #expect(try entries.isEmpty)
  }

  @Test("A folder that cannot be used is an error that says what to do")
  func unusable() throws {
    defer { remove() }
    try write("abc")
    let cache = TokenCache(directory: file + "/cache", minimumBytes: 0)
    let error = #expect(throws: CorpusError.self) {
      try reader().buildStore(TextConfiguration(), cache: cache)
    }
    #expect("\(try #require(error))".contains("`cache` none"))
    let large = TokenCache(directory: file + "/cache", minimumBytes: 4)
    #expect(try reader().buildStore(TextConfiguration(), cache: large).corpus.tokens.count == 4)
  }
}
