import CharLM
import CharNetwork
import CharNumerics
import CharSettings
import CharText
import Foundation
import Testing

/// The chain of processors that options make.
@Suite("Order of samplers")
struct SamplingOrderTests {
  @Test("the order is read and written as llama.cpp names it")
  func names() throws {
    let text = "penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature"
    #expect(SamplingOrder.standard.rawValue == text)
    #expect(try SamplingOrder(parsing: text) == .standard)
    #expect(try SamplingOrder(parsing: "top_k;temperature").stages == [.topK, .temperature])
    #expect(try SamplingOrder(parsing: "").stages.isEmpty)
    let unknown = #expect(throws: SettingError.self) {
      try SamplingOrder(parsing: "top_k;best")
    }
    #expect(unknown?.description.hasPrefix("samplers: best is not one of penalties, dry") == true)
    let repeated = #expect(throws: SettingError.self) {
      try SamplingOrder(parsing: "top_k;xtc;top_k")
    }
    #expect(repeated?.description.contains("top_k is named twice") == true)
    let codedOrder = try JSONEncoder().encode(SamplingOptions())
    #expect(try JSONDecoder().decode(SamplingOptions.self, from: codedOrder) == SamplingOptions())
  }

  @Test("options survive being stored as JSON")
  func coding() throws {
    var options = GenerationOptions()
    options.stops = ["\n", ",", ""]
    options.sampling.wordStartTemperature = 1.5
    options.sampling.topNSigma = 1.25
    options.sampling.dry.breakers = ["."]
    options.sampling.dry.multiplier = 0.5
    options.sampling.mirostat.target = 3
    options.sampling.logitBias = [CharacterBias(":", 1.5), CharacterBias("e", -.infinity)]
    options.sampling.order = SamplingOrder([.temperature, .topP])
    let data = try JSONEncoder().encode(options)
    #expect(try JSONDecoder().decode(GenerationOptions.self, from: data) == options)
  }

  @Test("the temperature applies where the order says")
  func order() throws {
    let p = [0.6, 0.3, 0.1]
    let logits = p.map { Float(log($0)) }
    // The nucleus of the flat distribution has two tokens, that of the given one has one.
    var options = options {
      $0.temperature = 1e4
      $0.topP = 0.55
    }
    #expect(Set(try draws(300, logits, options)) == [0])
    options.order = SamplingOrder([.temperature, .topP])
    #expect(Set(try draws(300, logits, options)) == [0, 1])
  }

  @Test("temperature 0 in the middle of the order is greedy, and a stage left out does nothing")
  func middle() throws {
    var options = options {
      $0.temperature = 0
      $0.topK = 2
      $0.order = SamplingOrder([.temperature, .topK])
    }
    #expect(Set(try draws(100, [1, 3, 2, 3], options)) == [1])
    options.order = SamplingOrder([.topK])
    expectFrequencies(try draws(20_000, [1, 3, 2, 3], options), [0, 0.5, 0, 0.5])
    options.order = SamplingOrder([])
    #expect(Set(try draws(2000, [1, 3, 2, 3], options)).count == 4)
  }

  @Test("a million draws have the probabilities of the chain, by a chi-squared test")
  func chiSquared() throws {
    var random = RandomSource(seed: 17)
    let logits = (0..<30).map { _ in random.nextNormal() * 1.5 }
    let values = logits.map(Double.init)
    let top = ProcessorTests.ranking(values)
    let minP = ProcessorTests.plainSoftmax(values)
    let changes: [(kept: Set<Int>, temperature: Double, (inout SamplingOptions) -> Void)] = [
      (Set(0..<30), 1, { _ in }), (Set(top.prefix(12)), 0.7, { $0.topK = 12 }),
      (ProcessorTests.prefix(top, minP, 0.8), 1.4, { $0.topP = 0.8 }),
      (
        Set(top.prefix(20)), 1,
        {
          $0.topK = 20
          $0.order = SamplingOrder([.topK, .temperature, .xtc])
        }
      ),
    ]
    for (kept, temperature, change) in changes {
      let options = options {
        change(&$0)
        ($0.temperature, $0.seed) = (temperature, 17)
      }
      var counts = [Int](repeating: 0, count: 30)
      var sampler = try Sampler(options)
      for _ in 0..<1_000_000 { counts[Int(try sampler.draw(from: logits))] += 1 }
      let p = ProcessorTests.plainSoftmax(
        values.enumerated().map { kept.contains($0) ? $1 / temperature : -.infinity })
      var chi = 0.0
      for token in 0..<30 {
        guard p[token] > 0 else {
          #expect(counts[token] == 0)
          continue
        }
        let expected = 1e6 * p[token]
        chi += (Double(counts[token]) - expected) * (Double(counts[token]) - expected) / expected
      }
      // Mean and standard deviation of chi-squared are f and √(2f).
      let freedom = Double(kept.count - 1)
      #expect(chi < freedom + 5 * (2 * freedom).squareRoot(), "\(options.order.rawValue): \(chi)")
      #expect(chi > 1)
    }
  }

  @Test("the surprisal under mirostat tends to its target", arguments: [3.0, 3.5, 4.0])
  func mirostat(_ target: Double) throws {
    var random = RandomSource(seed: 23)
    let rows = (0..<40).map { _ in (0..<80).map { _ in random.nextNormal() * 1.5 } }
    let surprisals = rows.map { ProcessorTests.plainSoftmax($0.map(Double.init)).map { -log2($0) } }
    var sampler = try Sampler(options { $0.mirostat.target = target })
    var sum = 0.0
    for draw in 0..<20_000 {
      let token = try sampler.draw(from: rows[draw % 40])
      sum += surprisals[draw % 40][Int(token)]
    }
    #expect(abs(sum / 20_000 - target) < 0.02, "\(sum / 20_000)")
  }

  @Test("characters of options are tokens of the model, and others are refused by name")
  func characters() throws {
    let model = try makeModel(.gru)
    var options = GenerationOptions()
    options.length = 300
    options.sampling.temperature = 3
    func texts() throws -> String {
      try model.generate("a", options, count: 40, threads: 1).map(\.text).joined()
    }
    let free = try texts()
    try #require(free.contains("c"))
    options.sampling.logitBias = [CharacterBias("c", -.infinity), CharacterBias("d", 4)]
    let biased = try texts()
    #expect(!biased.contains("c"))
    let (share, freeShare) = (biased.share(of: "d"), free.share(of: "d"))
    #expect(share > 2 * freeShare, "\(share), \(freeShare)")
    for wrong in ["?", "ab", ""] {
      options.sampling.logitBias = [CharacterBias(wrong, 1)]
      let error = #expect(throws: SamplingError.self) { try model.generate("a", options) }
      #expect(error?.name == "logit-bias")
    }
    options.sampling.logitBias = []
    options.sampling.dry.multiplier = 1
    #expect(throws: Never.self) { try model.generate("a", options) }
    options.sampling.dry.breakers = ["?"]
    let error = #expect(throws: SamplingError.self) { try model.generate("a", options) }
    #expect(error?.name == "dry-sequence-breaker")
  }

  @Test("the temperature of the start of a word holds after characters that are in no word")
  func wordStart() throws {
    let vocabulary = try Vocabulary(
      pieces: ["a", "b", " ", "é", "'", "-"].map { Array($0.utf8) }, unit: .scalar)
    let processor = TemperatureScaling(
      TemperatureOptions(1, wordStart: 2), vocabulary)
    func isStart(after text: String) -> Bool {
      var logits = [Float](repeating: 1, count: vocabulary.count)
      var processor = processor
      processor.process(&logits, after: text.compactMap { vocabulary.token(for: String($0)) })
      return logits[0] == 0.5
    }
    for text in ["", " ", "a ", "a-"] { #expect(isStart(after: text), "\(text)") }
    for text in ["a", " b", "é", "a'"] { #expect(!isStart(after: text), "\(text)") }
  }

  @Test("each lane has its own DRY, mirostat and XTC, whatever its neighbors do")
  func lanes() throws {
    let model = try makeModel(.lstm)
    func options(_ lane: Int) -> GenerationOptions {
      var options = GenerationOptions()
      options.length = 60 + 7 * lane
      options.sampling.temperature = 1.2
      options.sampling.seed = UInt64(lane)
      options.sampling.dry.multiplier = Double(lane % 3)
      options.sampling.dry.allowedLength = 1
      options.sampling.mirostat.target = lane % 2 == 0 ? 2 : nil
      options.sampling.xtc.probability = lane % 4 == 1 ? 0.5 : 0
      options.sampling.frequencyPenalty = 0.1 * Double(lane % 2)
      return options
    }
    var decoder = LaneDecoder(model, lanes: 3, threads: 2)
    var texts: [LaneID: String] = [:]
    let lanes = try (0..<8).map { try decoder.add("ab", options($0), sampleIndex: $0) }
    while !decoder.isEmpty {
      for case .finished(let lane, let output) in decoder.step() { texts[lane] = output.text }
    }
    for (index, lane) in lanes.enumerated() {
      let alone = try generated(by: model, "ab", options(index), sampleIndex: index)
      #expect(texts[lane] == alone.text)
    }
    let copies = try Array(model.generate("ab", options(1), count: 5))
    for (index, copy) in copies.enumerated() {
      #expect(try generated(by: model, "ab", options(1), sampleIndex: index).text == copy.text)
    }
  }
}

extension String {
  /// The share of a character.
  fileprivate func share(of character: Character) -> Double {
    Double(self.count { $0 == character }) / Double(Swift.max(1, self.count))
  }
}
