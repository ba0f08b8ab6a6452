import CharText
import Foundation
import Testing

/// Files in a folder of the test's own.
@Suite final class CorpusFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("charlm-corpus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func write(_ name: String, _ text: String) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func names(_ corpus: EncodedCorpus) -> [String] {
    corpus.statistics.inputs.map { String($0.name.dropFirst(folder.path.count + 1)) }
  }

  @Test("A directory is read at any depth, sorted by path, without hidden and empty files")
  func directory() throws {
    try write("b.txt", "b")
    try write("a/z.txt", "z")
    try write("a/é.txt", "e")
    try write("a-1.txt", "1")
    try write("empty.txt", "")
    try write(".hidden", "h")
    try write(".git/config", "g")
    let (tokenizer, corpus) = try CorpusReader(paths: [folder.path]).build(TextConfiguration())
    #expect(names(corpus) == ["a-1.txt", "a/z.txt", "a/é.txt", "b.txt"])
    #expect(tokenizer.decode(corpus.tokens) == "1zeb")
    #expect(corpus.statistics.documents == 4)
    #expect(corpus.tokens.filter { $0 == Vocabulary.documentBoundary }.count == 4)
  }

  @Test("Links are followed, and loops of them end")
  func links() throws {
    try write("one/a.txt", "a")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: path("one/loop"), withDestinationPath: folder.path)
    try manager.createSymbolicLink(atPath: path("link.txt"), withDestinationPath: path("one/a.txt"))
    try manager.createSymbolicLink(atPath: path("self"), withDestinationPath: "self")
    try manager.createSymbolicLink(atPath: path("broken"), withDestinationPath: path("nowhere"))
    let (_, corpus) = try CorpusReader(paths: [folder.path]).build(TextConfiguration())
    #expect(names(corpus) == ["link.txt", "one/a.txt"])
  }

  @Test("Files are read in the order they are named, each from a fresh start")
  func order() throws {
    try write("1", "\u{FEFF}ab")
    try write("2", "\u{FEFF}cd")
    let configuration = TextConfiguration(stripsByteOrderMark: true, boundary: .line)
    let (tokenizer, corpus) = try CorpusReader(paths: [path("2"), path("1")]).build(configuration)
    #expect(tokenizer.decode(corpus.tokens) == "cdab")
    #expect(corpus.statistics.documents == 2 && corpus.statistics.words == 2)
  }

  @Test("A large file in small chunks is the same as in one")
  func chunks() throws {
    let text = String(repeating: Samples.mixed, count: 20)
    try write("text", text)
    let whole = try CorpusReader(text: text).build(TextConfiguration(unit: .grapheme)).corpus
    let parts = try CorpusReader(paths: [path("text")], chunkSize: 1000)
      .build(TextConfiguration(unit: .grapheme)).corpus
    #expect(parts.tokens == whole.tokens)
  }

  @Test("What cannot be read is an error that names it")
  func errors() throws {
    let configuration = TextConfiguration()
    #expect(throws: CorpusError.noInput) { try CorpusReader(paths: []).build(configuration) }
    #expect(throws: CorpusError.missingFile(path("no"))) {
      try CorpusReader(paths: [path("no")]).build(configuration)
    }
    #expect(throws: CorpusError.directoryWithoutText(folder.path)) {
      try CorpusReader(paths: [folder.path]).build(configuration)
    }
    try write("empty", "")
    #expect(throws: CorpusError.directoryWithoutText(folder.path)) {
      try CorpusReader(paths: [folder.path]).build(configuration)
    }
    #expect(throws: CorpusError.emptyText([path("empty")])) {
      try CorpusReader(paths: [path("empty")]).build(configuration)
    }
    try FileManager.default.createSymbolicLink(
      atPath: path("self"), withDestinationPath: path("self"))
    #expect(
      throws: CorpusError.unreadable(path("self"), reason: "its symbolic links form a loop")
    ) { try CorpusReader(paths: [path("self")]).build(configuration) }
    #expect(
      throws: CorpusError.unreadable(
        path("empty/x"), reason: "part of the path is not a directory")
    ) { try CorpusReader(paths: [path("empty/x")]).build(configuration) }
  }
}
