import CharLM
import CharText
import Foundation
import Testing

/// Draws of one sampler from the same logits.
func draws(_ count: Int, _ logits: [Float], _ options: SamplingOptions) throws -> [Token] {
  var sampler = try Sampler(options)
  return try (0..<count).map { _ in try sampler.draw(from: logits) }
}

/// Options with one thing changed, at temperature 1.
func options(_ change: (inout SamplingOptions) -> Void) -> SamplingOptions {
  var options = SamplingOptions()
  options.temperature = 1
  change(&options)
  return options
}

/// The softmax of logits, from its definition.
func softmax(_ logits: [Double]) -> [Double] {
  let terms = logits.map { exp($0) }
  return terms.map { $0 / terms.reduce(0, +) }
}

/// Whether the frequencies of draws are those of a distribution, within four standard deviations.
func expectFrequencies(
  _ tokens: [Token], _ p: [Double], sourceLocation: SourceLocation = #_sourceLocation
) {
  let n = Double(tokens.count)
  for (token, p) in p.enumerated() {
    let found = Double(tokens.count { $0 == Token(token) })
    #expect(
      abs(found - n * p) <= 4 * (n * p * (1 - p)).squareRoot(), "token \(token): \(found / n)",
      sourceLocation: sourceLocation)
  }
}

@Suite("Sampler")
struct SamplerTests {
  static let logits: [Float] = [0, 3, 1, 2.5, -1, -4]

  @Test("temperature 0 always draws the likeliest token, and the first of equals")
  func greedy() throws {
    let tokens = try draws(20, [0, 3, 1, 3], options { $0.temperature = 0 })
    #expect(tokens == Array(repeating: 1, count: 20))
  }

  @Test("20,000 draws have the frequencies of the softmax", arguments: [0.5, 1.0, 2.0])
  func frequencies(_ temperature: Double) throws {
    let tokens = try draws(20_000, Self.logits, options { $0.temperature = temperature })
    expectFrequencies(tokens, softmax(Self.logits.map { Double($0) / temperature }))
  }

  @Test("the same seed and stream draw the same tokens, others draw others")
  func seeds() throws {
    func tokens(_ seed: UInt64, _ stream: UInt64) throws -> [Token] {
      var sampler = try Sampler(options { $0.seed = seed }, stream: stream)
      return try (0..<200).map { _ in try sampler.draw(from: Self.logits) }
    }
    #expect(try tokens(7, 0) == tokens(7, 0))
    #expect(try tokens(7, 0) != tokens(8, 0))
    #expect(try tokens(7, 0) != tokens(7, 1))
  }

  @Test("a token that is forbidden is never drawn, however hot it gets")
  func forbidden() throws {
    let logits: [Float] = [1, -.infinity, 2, -.infinity]
    #expect(Set(try draws(2000, logits, options { $0.temperature = 1e6 })) == [0, 2])
    #expect(Set(try draws(200, logits, options { $0.temperature = 1e-300 })) == [2])
  }

  @Test("a draw where everything is forbidden, or from numbers that are not finite, is an error")
  func impossible() throws {
    struct ForbidsAll: LogitsProcessor {
      func process(_ logits: inout [Float], after tokens: [Token]) {
        for i in logits.indices { logits[i] = -.infinity }
      }
    }
    for temperature in [0, 1.0] {
      let options = options { $0.temperature = temperature }
      var sampler = try Sampler(options, extra: [ForbidsAll()])
      #expect(throws: PredictionError.everythingForbidden) { try sampler.draw(from: Self.logits) }
      for wrong in [Float.nan, .infinity] {
        for place in 0..<3 {
          var logits: [Float] = [1, 2, 3]
          logits[place] = wrong
          #expect(throws: PredictionError.notFinite) { try draws(1, logits, options) }
        }
      }
    }
    #expect(throws: PredictionError.everythingForbidden) {
      try draws(1, [-.infinity, -.infinity], options { $0.topK = 1 })
    }
  }

  @Test(
    "a processor sees as many of the last tokens as it asks for", arguments: [0, 3, 100, Int.max])
  func lookback(_ lookback: Int) throws {
    /// Forbids all tokens if it does not see the last ones of 0, 1, 2, 0, 1, 2 …
    struct Checks: LogitsProcessor {
      var lookback: Int
      var count = 0
      func process(_ logits: inout [Float], after tokens: [Token]) {
        let wanted = min(lookback, count)
        guard
          tokens.count < wanted || tokens != (count - tokens.count..<count).map({ Token($0 % 3) })
        else { return }
        for i in logits.indices { logits[i] = -.infinity }
      }
      mutating func accept(_ token: Token) { count += 1 }
    }
    var sampler = try Sampler(options { _ in }, extra: [Checks(lookback: lookback)])
    for index in 0..<1000 {
      let token = index % 3
      if index % 7 == 0 {
        sampler.accept(Token(token))
      } else {
        var logits: [Float] = [-.infinity, -.infinity, -.infinity]
        logits[token] = 0
        #expect(try sampler.draw(from: logits) == Token(token))
      }
    }
  }

  @Test("a repetition penalty so extreme that it overflows forbids nothing")
  func extremePenalty() throws {
    for penalty in [1e300, 1e-300] {
      for logit in [-1, 0, 1] as [Float] {
        var sampler = try Sampler(options { $0.repetitionPenalty = penalty })
        sampler.accept(0)
        #expect(throws: Never.self) { try sampler.draw(from: [logit, -.infinity]) }
      }
    }
  }

  @Test("a repetition penalty divides positive logits and multiplies negative ones")
  func penalty() throws {
    /// What is drawn after tokens were read.
    func greedy(_ logits: [Float], after tokens: [Token], _ penalty: Double) throws -> Token {
      var sampler = try Sampler(
        options {
          $0.temperature = 0
          $0.repetitionPenalty = penalty
        })
      for token in tokens { sampler.accept(token) }
      return try sampler.draw(from: logits)
    }
    #expect(try greedy([2, 1.1], after: [], 100) == 0)
    #expect(try greedy([2, 1.1], after: [0], 1.8) == 0)  // 1.111
    #expect(try greedy([2, 1.1], after: [0], 1.9) == 1)  // 1.053
    #expect(try greedy([2, 1.1], after: [0, 0, 0], 1.8) == 0)  // once, however often it came
    #expect(try greedy([-1, -1.5], after: [0], 1.4) == 0)
    #expect(try greedy([-1, -1.5], after: [0], 1.6) == 1)
    #expect(try greedy([1, 1.1], after: [0], 0.5) == 0)
  }

  @Test("a repetition penalty gives the softmax of the changed logits")
  func penaltyFrequencies() throws {
    let tokens = try (0..<20_000).map { seed in
      var sampler = try Sampler(
        options {
          $0.seed = UInt64(seed)
          $0.repetitionPenalty = 2
        })
      for token in [1, 4] as [Token] { sampler.accept(token) }
      return try sampler.draw(from: Self.logits)
    }
    expectFrequencies(tokens, softmax([0, 1.5, 1, 2.5, -2, -4]))
  }

  @Test("a repetition penalty forgets what lies before its window, and learns from draws")
  func penaltyWindow() throws {
    var sampler = try Sampler(
      options {
        $0.temperature = 0
        $0.repetitionPenalty = 10
        $0.repetitionWindow = 2
      })
    let drawn = try (0..<7).map { _ in try sampler.draw(from: [3, 2, 1]) }
    #expect(drawn == [0, 1, 2, 0, 1, 2, 0])
  }

  @Test("options out of range throw and name the option")
  func invalid() throws {
    let cases: [(String, (inout SamplingOptions) -> Void)] = [
      ("temperature", { $0.temperature = -0.1 }), ("temperature", { $0.temperature = .nan }),
      ("temperature", { $0.temperature = .infinity }), ("top-k", { $0.topK = 0 }),
      ("top-k", { $0.topK = -1 }), ("top-p", { $0.topP = 0 }), ("top-p", { $0.topP = 1.01 }),
      ("top-p", { $0.topP = .nan }), ("min-p", { $0.minP = -0.1 }), ("min-p", { $0.minP = 1.1 }),
      ("typical-p", { $0.typicalP = 0 }), ("typical-p", { $0.typicalP = 2 }),
      ("repetition-penalty", { $0.repetitionPenalty = 0 }),
      ("repetition-penalty", { $0.repetitionPenalty = .infinity }),
      ("repetition-window", { $0.repetitionWindow = -1 }),
    ]
    for (name, change) in cases {
      let error = #expect(throws: SamplingError.self) { try Sampler(options(change)) }
      #expect(error?.name == name)
      #expect(error?.description.hasPrefix("\(name): ") == true)
    }
    #expect(throws: Never.self) {
      try Sampler(
        options {
          ($0.topP, $0.minP, $0.typicalP, $0.topK) = (1, 0, 1, .max)
          $0.repetitionWindow = 0
        })
    }
  }
}
