import CharLM
import CharNetwork
import CharNumerics
import CharText
import Testing

/// A model in a precision; each width leaves other lanes of a vector unused.
struct LaneCase: CustomTestStringConvertible, Sendable {
  var model: ModelCase
  var precision: Precision
  var hidden = 21

  var testDescription: String { "\(model.testDescription), \(precision), \(hidden)" }

  func make() throws -> LanguageModel { try model.make(hidden: hidden, precision: precision) }

  static let all =
    ModelCase.all.map { LaneCase(model: $0, precision: .float32) }
    + CellKind.allCases.flatMap { cell in
      [
        LaneCase(model: ModelCase(cell: cell), precision: .bfloat16),
        LaneCase(model: ModelCase(cell: cell), precision: .int8),
        LaneCase(model: ModelCase(cell: cell), precision: .float32, hidden: 64),
        LaneCase(model: ModelCase(cell: cell), precision: .int8, hidden: 64),
      ]
    }
}

/// What is read side by side comes out as if it were alone, to the last bit.
@Suite("Lanes")
struct LaneTests {
  /// Lines of many lengths: empty ones, some with characters that the model does not know, and a few
  /// that are far longer than the others.
  static func lines() -> [String] {
    var random = RandomSource(seed: 11)
    let lengths = (0..<70).map { _ in Int(random.next() % 40) } + [0, 1, 2, 300, 1100, 0]
    return makeLines(lengths).enumerated().map { $0 % 7 == 3 ? $1 + "?é" + $1 : $1 }
  }

  @Test("scores of many lines are those of each line alone", arguments: LaneCase.all)
  func scores(_ test: LaneCase) throws {
    let model = try test.make()
    let lines = Self.lines()
    let alone = try lines.map { try model.score($0) }
    for threads in [1, 3] {
      let model = model.threads(threads)
      #expect(try model.scores(of: lines) == alone)
      // Again, with the workspaces that are there, and with fewer lanes.
      #expect(try model.scores(of: Array(lines.prefix(5))) == Array(alone.prefix(5)))
    }
    let few = Array(lines.suffix(30))
    #expect(
      try model.scores(of: few, countsEnd: true)
        == few.map { try model.score($0, countsEnd: true) })
    #expect(try model.scores(of: []).isEmpty && model.scores(of: [""]) == [model.score("")])
  }

  @Test("documents side by side give every token what one stream gives it", arguments: LaneCase.all)
  func documents(_ test: LaneCase) throws {
    let model = try test.make()
    let tokens = stream(Self.lines(), model.tokenizer)
    var state = model.network.initialState(lanes: 1)
    let one = model.engine.logProbabilities(tokens[...], from: &state)
    #expect(one.count == tokens.count - 1)
    for threads in [1, 3] {
      #expect(model.threads(threads).logProbabilities(tokens[...]) == one)
    }
    #expect(model.logProbabilities(tokens[...]) == one)
    // A part of an array, that starts in the middle of a document.
    #expect(model.logProbabilities(tokens[3...]).suffix(1000) == one.suffix(1000))
  }

  @Test("windows side by side are each window by itself", arguments: LaneCase.all)
  func windows(_ test: LaneCase) throws {
    let model = try test.make()
    let tokens = stream(makeLines([150, 3, 200, 61, 500]), model.tokenizer)
    for window in [1, 7, 16, 100, tokens.count - 1, .max] {
      var expected: [Double] = []
      var start = 0
      while start < tokens.count - 1 {
        let end = min(tokens.count - 1, window < tokens.count ? start + window : tokens.count)
        var state = model.network.initialState(lanes: 1)
        expected += model.engine.logProbabilities(tokens[start...end], from: &state)
        start = end
      }
      #expect(
        model.logProbabilities(tokens[...], window: window) == expected,
        "windows of \(window)")
    }
  }

  @Test("samples side by side are each sample by itself", arguments: LaneCase.all)
  func samples(_ test: LaneCase) throws {
    let model = try test.make()
    var options = GenerationOptions()
    options.length = 60
    options.stops = ["ab", "hij"]
    options.sampling.temperature = 1
    options.sampling.repetitionPenalty = 1.1
    options.sampling.seed = 5
    let alone = try (0..<70).map { index in
      try generated(by: model, "abc?", options, sampleIndex: index)
    }
    #expect(Set(alone.map(\.finishReason)).count > 1)
    for (count, threads) in [(1, 2), (2, 2), (3, 1), (40, 3), (70, 1), (70, 2)] {
      let texts = Array(try model.generate("abc?", options, count: count, threads: threads))
      #expect(texts == Array(alone.prefix(count)), "\(count) texts, \(threads) threads")
    }
  }

  @Test("no samples, and samples of no length, are no trouble")
  func edges() throws {
    let model = try makeModel(.gru)
    #expect(Array(try model.generate("a", count: 0)).isEmpty)
    var options = GenerationOptions()
    options.length = 0
    let texts = Array(try model.generate("a", options, count: 3))
    #expect(texts.map(\.text) == ["", "", ""] && texts.allSatisfy { $0.finishReason == .length })
    #expect(throws: SamplingError.self) { try model.generate("a", count: -1) }
  }
}
