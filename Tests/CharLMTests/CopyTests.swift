import CharIO
import CharLM
import CharNGram
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Copies of the training text")
struct CopyTests {
  /// A tokenizer of the characters of a text.
  private func tokenizer(_ text: String) throws -> Tokenizer {
    try CorpusReader(text: text).build(TextConfiguration()).tokenizer
  }

  private func index(_ texts: [String], _ tokenizer: Tokenizer) throws -> CopyIndex {
    try CopyIndex(
      texts.enumerated().map { number, text in
        ("text\(number)", try CorpusReader(text: text).encode(with: tokenizer).tokens)
      }, tokenizer)
  }

  /// The length of the longest run of a text that stands in another, by trying all.
  private func longest(_ text: [Character], in other: String) -> Int {
    var best = 0
    for start in text.indices {
      while start + best < text.count, other.contains(String(text[start...start + best])) {
        best += 1
      }
    }
    return best
  }

  @Test("The longest run is the one that trying all of them finds", arguments: 0..<6)
  func longestRun(seed: Int) throws {
    var random = RandomSource(seed: UInt64(seed))
    // Few characters and repetitions make long runs, which many places share.
    let letters = Array("ab \n界🙂").prefix(2 + seed % 5)
    func text(_ count: Int) -> String {
      String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
    }
    let part = text(30)
    let corpus = [text(200) + part + part, part + text(100), String(repeating: "ab", count: 60)]
    let tokenizer = try tokenizer(corpus.joined() + "abq")
    let index = try index(corpus, tokenizer)
    for count in [1, 5, 40] {
      let sample = text(count) + part.dropFirst(count % 7) + text(count / 2)
      let expected = corpus.map { longest(Array(sample), in: $0) }.max() ?? 0
      let copy = try #require(index.longestCopy(in: sample))
      #expect(copy.characters == expected, "seed \(seed): \(sample.debugDescription)")
      #expect(sample.contains(copy.text) && corpus.contains { $0.contains(copy.text) })
    }
    #expect(index.longestCopy(in: "q") == nil)
    #expect(index.longestCopy(in: "") == nil)
  }

  @Test("A run may start in the prompt, and needs a character of the text")
  func prompt() throws {
    let corpus = "the tide came in over the sand"
    let index = try index([corpus], tokenizer(corpus + "x"))
    #expect(index.longestCopy(in: " in xx", after: "xthe tide came")?.text == "the tide came in ")
    #expect(index.longestCopy(in: "xth", after: "the tide came in")?.text == "th")
  }

  @Test("The source is the file with the line, or with the document")
  func source() throws {
    let tokenizer = try tokenizer("one\ntwo\nthree four")
    let lines = try index(["one\ntwo\n", "three\nfour\n"], tokenizer)
    #expect(lines.longestCopy(in: "two")?.source == "text0:2")
    #expect(lines.longestCopy(in: "four")?.source == "text1:2")
    var configuration = TextConfiguration()
    configuration.boundary = .line
    let byLine = Tokenizer(configuration: configuration, vocabulary: tokenizer.vocabulary)
    let documents = try index(["one\ntwo\n", "three\nfour\n"], byLine)
    #expect(documents.longestCopy(in: "four")?.source == "text1, document 2")
  }

  @Test("An index is read as it was written, and damage or another tokenizer is an error")
  func file() throws {
    let scratch = try Scratch()
    let corpus = "sail and sand and sail again"
    let tokenizer = try tokenizer(corpus)
    let written = try index([corpus], tokenizer)
    try written.save(to: scratch.directory)
    let read = try CopyIndex(contentsOf: scratch.directory, tokenizer)
    #expect(read.count == written.count)
    #expect(read.longestCopy(in: "a sand") == written.longestCopy(in: "a sand"))
    #expect(read.longestCopy(in: "a sand")?.text == " sand")
    let other = try self.tokenizer(corpus + "z")
    #expect(throws: FileError.self) { try CopyIndex(contentsOf: scratch.directory, other) }
    let path = ModelFile.copies.path(in: scratch.directory)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in stride(from: 0, to: bytes.count, by: 7) {
      try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self) { try CopyIndex(contentsOf: scratch.directory, tokenizer) }
    }
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 0x15
      try damaged.write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self, "byte \(position)") {
        try CopyIndex(contentsOf: scratch.directory, tokenizer)
      }
    }
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: CopyIndexError.missing(scratch.directory)) {
      try CopyIndex(contentsOf: scratch.directory, tokenizer)
    }
  }

  @Test("No text under a limit has a longer run, and without one some have")
  func limit() throws {
    let corpus = String(repeating: "sail and sand and sail again. ", count: 6) + "and so on"
    let (tokenizer, encoded) = try CorpusReader(text: corpus).build(TextConfiguration())
    let grams = NGramModel(encoded.tokens, order: 6, vocabularySize: tokenizer.vocabulary.count)
    let model = NGramLanguageModel(tokenizer: tokenizer, model: grams)
    let index = try CopyIndex([("corpus", encoded.tokens)], tokenizer)
    var options = GenerationOptions()
    options.length = 120
    func longestWritten(_ processors: [any LogitsProcessor]) throws -> Int {
      try model.generate("and s", options, count: 30, processors: processors).map {
        longest(Array("and s" + $0.text), in: corpus)
      }.max() ?? 0
    }
    #expect(try longestWritten([]) > 20)
    for limit in [20, 12, 8] {
      let found = try longestWritten([CopyLimit(index, longest: limit)])
      #expect(found <= limit && found > limit - 4, "\(limit)")
    }
    #expect(throws: CopyIndexError.limit(0)) { try CopyLimit(index, longest: 0) }
  }
}
