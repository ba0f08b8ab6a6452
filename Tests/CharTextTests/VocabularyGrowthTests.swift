import CharText
import Testing

@Suite struct VocabularyGrowthTests {
  private func grow(
    _ old: String, by new: String, _ configuration: TextConfiguration = TextConfiguration(),
    minimumCount: Int = 1, maximumSize: Int? = nil
  ) throws -> (old: Tokenizer, new: Tokenizer, corpus: EncodedCorpus, growth: VocabularyGrowth) {
    let old = try CorpusReader(text: old).build(configuration).tokenizer
    let (new, corpus) = try CorpusReader(text: new).build(
      configuration, minimumCount: minimumCount, maximumSize: maximumSize,
      growing: old.vocabulary)
    return (
      old, new, corpus,
      VocabularyGrowth(from: old.vocabulary, to: new.vocabulary, used: corpus.tokens)
    )
  }

  @Test("Old tokens keep their ids, and new ones follow in the order of their bytes")
  func order() throws {
    let (old, new, corpus, growth) = try grow("bdf\n", by: "ezяab中")
    #expect(new.vocabulary.entries.prefix(4) == old.vocabulary.entries[...])
    #expect(growth.added == ["a", "e", "z", "я", "中"])
    #expect(growth.missing == ["\\n", "d", "f"])
    #expect(new.vocabulary.token(for: "a") == Token(old.vocabulary.count))
    #expect(corpus.statistics.unknownTokens == 0)
    #expect(new.decode(corpus.tokens) == "ezяab中")
    let data = try new.huggingFaceJSON()
    #expect(
      try Tokenizer(huggingFaceJSON: data, configuration: new.configuration) == new)
  }

  @Test("A text with nothing new changes nothing")
  func nothingNew() throws {
    let (old, new, _, growth) = try grow("abc", by: "cab")
    #expect(new == old)
    #expect(growth.added.isEmpty && growth.missing.isEmpty)
  }

  @Test("Limits are for new pieces; old ones stay, however rare")
  func limits() throws {
    let rare = try grow("abc", by: "xxyyz", minimumCount: 2)
    #expect(rare.growth.added == ["x", "y"])
    #expect(rare.growth.missing == ["a", "b", "c"])
    #expect(rare.corpus.statistics.unknownTokens == 1)
    #expect(try grow("abc", by: "xxyyyz", maximumSize: 4).growth.added == ["y"])
    #expect(try grow("abc", by: "xxyyyz", maximumSize: 2).growth.added.isEmpty)
  }

  @Test("Spelled bytes keep their tokens, and what was spelled becomes a piece")
  func bytes() throws {
    let (old, new, corpus, growth) = try grow(
      "ab", by: "aé", TextConfiguration(unit: .grapheme, unknown: .bytes))
    #expect(old.vocabulary.count == 2 + 2 + 256)
    #expect(new.vocabulary.count == old.vocabulary.count + 1)
    #expect(corpus.tokens == [1, 2, Token(old.vocabulary.count)])
    #expect(growth.added == ["é"])
    #expect(growth.missing == ["b"])
  }

  @Test("Conditions are added, and those that are not there any more stay")
  func conditions() throws {
    for unit in TextUnit.allCases {
      var configuration = TextConfiguration(unit: unit, boundary: .line)
      configuration.condition = .tab
      let (old, new, _, growth) = try grow("b\tx\nd\tx", by: "c\tx\na\tx\nb\tx", configuration)
      #expect(growth.added == ["<condition:a>", "<condition:c>"])
      #expect(growth.missing == ["<condition:d>"])
      #expect(new.vocabulary.conditionNames == ["b", "d", "a", "c"])
      #expect(new.vocabulary.token(ofCondition: "d") == old.vocabulary.token(ofCondition: "d"))
    }
  }

  @Test("The script of a piece is that of its first character that has one")
  func scripts() {
    func name(_ text: String) -> String {
      Scripts.shared.names[Scripts.shared.index(ofPiece: Array(text.utf8))]
    }
    #expect(name("a") == "Latin")
    #expect(name("я") == "Cyrillic")
    #expect(name("中") == "Han")
    #expect(name("！") == "Common")
    #expect(name("\u{301}") == "Inherited")
    #expect(name("1\u{301}") == "Common")
    #expect(name("e\u{301}") == "Latin")
    #expect(name("\u{378}") == "Unknown")
  }
}
