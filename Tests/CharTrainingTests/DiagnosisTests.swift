import CharTraining
import Foundation
import Testing

/// Each finding with a history or a network that has it, and with one that does not.
@Suite("The doctor's findings")
struct DiagnosisTests {
  /// A run of a loss and of measurements, with little noise that repeats.
  private func history(
    steps: Int = 1000, every: Int = 100, parameters: Int = 50_000, tokens: Int = 1_000_000,
    clipped: Double = 0, noise: Double = 0.01, highest: (Int) -> Double = { _ in 0 },
    valid: ((Double) -> Double)? = nil, train: @escaping (Double) -> Double
  ) -> TrainingHistory {
    var history = TrainingHistory(parameters: parameters, tokens: tokens, outcomes: 65)
    for step in 1...steps {
      let x = Double(step) / Double(steps)
      let nats = train(x) * (1 + noise * (Double(step * 7919 % 13) / 6 - 1))
      history.add(
        TrainingHistory.Stretch(
          step: step, nats: nats, highest: max(nats, highest(step)), clipped: clipped))
      if step % every == 0 {
        history.add(TrainingHistory.Measurement(step: step, nats: (valid ?? train)(x)))
      }
    }
    return history
  }

  /// A loss that falls fast at first, and hardly at the end.
  private func falling(_ x: Double) -> Double { 1.5 + 2.6 * exp(-12 * x) }

  private func names(_ diagnosis: Diagnosis) -> [String] { diagnosis.findings.map(\.name) }

  @Test("A healthy run has none")
  func healthy() {
    var history = history { falling($0) }
    history.isComplete = true
    let layer = NetworkProbe.Layer(
      dead: 0.02, saturated: ["input": 0.4, "forget": 0.6, "candidate": 0.5], flow: 0.01)
    let probe = NetworkProbe(layers: [layer, layer], distance: 16)
    #expect(Diagnosis(history, probe: probe, frequencies: 3.3).findings == [])
    #expect(
      Diagnosis(TrainingHistory(parameters: 1, tokens: 1, outcomes: 2)).findings == [])
  }

  @Test("Validation that rises while training falls is overfitting, since its best")
  func overfitting() throws {
    let rising = history(valid: { $0 < 0.4 ? falling($0) : falling(0.4) + ($0 - 0.4) * 0.5 }) {
      3.5 - 2 * $0
    }
    guard case .overfitting(let since, let best, let now) = Diagnosis(rising).findings.first else {
      Issue.record("\(names(Diagnosis(rising)))")
      return
    }
    #expect(since == 400 && best < now)
    // It has only begun, or both rise, or validation wavers.
    let begun = history(steps: 500, valid: { $0 < 0.9 ? falling($0) : falling($0) + 0.2 }) {
      3.5 - 2 * $0
    }
    #expect(!names(Diagnosis(begun)).contains("overfitting"))
    let both = history(valid: { 2 + $0 }) { 2 + $0 }
    #expect(!names(Diagnosis(both)).contains("overfitting"))
    let wavering = history(valid: { falling($0) + 0.005 * sin(40 * $0) }) { falling($0) }
    #expect(names(Diagnosis(wavering)) == [])
  }

  @Test("A loss that is still lower at the end is still improving, once the run is over")
  func stillImproving() {
    var history = history { 3 - $0 }
    #expect(names(Diagnosis(history)) == [])
    history.isComplete = true
    guard case .stillImproving(let share) = Diagnosis(history).findings.first else {
      Issue.record("\(names(Diagnosis(history)))")
      return
    }
    #expect(share > 0.08 && share < 0.13)
  }

  @Test(
    "A loss that rises, jumps, wavers or starts above knowing nothing says that the rate is high")
  func rateTooHigh() {
    func sign(_ history: TrainingHistory) -> Finding.HighRateSign? {
      for case .rateTooHigh(let sign) in Diagnosis(history).findings { return sign }
      return nil
    }
    guard case .rising(let from, let to) = sign(history { 2 + $0 }) else {
      Issue.record("a loss that rises")
      return
    }
    #expect(from < 2.3 && to > 2.7)
    #expect(
      sign(history(highest: { $0 > 300 && $0 % 100 == 5 ? 9 : 0 }) { falling($0) }) == .spikes(7))
    #expect(sign(history(highest: { $0 == 500 ? 9 : 0 }) { falling($0) }) == nil)
    let noisy = { (clipped: Double) in
      self.history(clipped: clipped) { falling($0) * (Int($0 * 99.99) % 2 == 0 ? 1.05 : 0.95) }
    }
    guard case .wavering(let share, let clipped) = sign(noisy(1)) else {
      Issue.record("a loss that wavers")
      return
    }
    #expect(share > 0.03 && clipped == 1)
    #expect(sign(noisy(0.5)) == nil)
    #expect(sign(history(clipped: 1) { falling($0) }) == nil)
    let high = { (x: Double) in x < 0.05 ? 6.0 : 3.0 }
    var above = history(train: high)
    guard case .aboveIgnorance(let nats, let ignorance) = sign(above) else {
      Issue.record("a loss above ignorance")
      return
    }
    #expect(nats > 5.5 && abs(ignorance - log(65)) < 1e-12)
    above.isFresh = false
    #expect(sign(above) == nil)
    above.recoveries = 2
    #expect(sign(above) == .recoveries(2))
  }

  @Test("A loss that has not reached the frequencies of characters says that the rate is low")
  func rateTooLow() {
    let slow = history { 4.2 - 0.2 * $0 }
    #expect(Diagnosis(slow, frequencies: 3.3).findings == [.rateTooLow(now: 4, frequencies: 3.3)])
    #expect(names(Diagnosis(slow)) == [])
    #expect(names(Diagnosis(history { falling($0) }, frequencies: 3.3)) == [])
    // Too early to say.
    #expect(
      names(Diagnosis(history(steps: 90, every: 30) { 4.2 - 0.2 * $0 }, frequencies: 3.3)) == [])
  }

  @Test(
    "A gap and many parameters for a text say that the model is large, once validation is level")
  func modelTooLarge() {
    func run(
      parameters: Int, gap: Double, isComplete: Bool = true, slope: Double = 0
    ) -> [String] {
      var history = history(
        parameters: parameters, tokens: 100_000, valid: { falling($0) + gap - slope * $0 }
      ) { falling($0) - slope * $0 }
      history.isComplete = isComplete
      return names(Diagnosis(history))
    }
    #expect(run(parameters: 600_000, gap: 0.5) == ["model_too_large"])
    #expect(run(parameters: 600_000, gap: 0.05) == [])
    // As many as `charlm corpus report` has nothing against.
    #expect(run(parameters: 450_000, gap: 0.5) == [])
    // Not before the end, and not while learning still helps.
    #expect(run(parameters: 600_000, gap: 0.5, isComplete: false) == [])
    #expect(run(parameters: 600_000, gap: 0.5, slope: 0.5) == ["still_improving"])
  }

  @Test(
    "There is one verdict, the gravest finding with advice, and none says the opposite beside it")
  func verdict() throws {
    let baseline = NGramBaseline(order: 6, natsPerToken: 1.2, learnedTokens: 900, isPart: false)
    let better = NGramBaseline(order: 6, natsPerToken: 9, learnedTokens: 900, isPart: false)
    var overfitted = history(
      parameters: 600_000, tokens: 100_000,
      valid: { $0 < 0.4 ? falling($0) : falling(0.4) + ($0 - 0.4) * 3 }
    ) { 3.5 - 2 * $0 }
    overfitted.isComplete = true
    let findings = Diagnosis(overfitted, baseline: baseline).findings
    #expect(findings.map(\.name) == ["overfitting", "model_too_large", "worse_than_ngram"])
    let verdict = try #require(findings.verdict)
    #expect(verdict.name == "overfitting" && verdict.advice?.contains("larger") == false)
    // Nor does the line on the quality.
    let quality = try #require(findings.quality(corpusTokens: 100_000))
    #expect(quality.contains("counting n-grams") && !quality.contains("long enough"))
    #expect([findings[2]].quality(corpusTokens: 100_000)?.contains("long enough") == true)
    var improving = history { 3 - $0 }
    improving.isComplete = true
    let good = Diagnosis(improving, baseline: better).findings
    #expect(good.map(\.name) == ["still_improving", "better_than_ngram"])
    #expect(good.verdict?.name == "still_improving")
    #expect(Array(good.dropFirst()).verdict?.name == "better_than_ngram")
    #expect([Finding]().verdict == nil)
    // Whatever the loss does, a model is not too large and the run too short at once.
    for slope in stride(from: 0.0, to: 1, by: 0.05) {
      for gap in [0.3, 0.6, 1] {
        var run = history(
          parameters: 900_000, tokens: 100_000, valid: { falling($0) + gap - 0.2 * slope * $0 }
        ) { falling($0) - slope * $0 }
        run.isComplete = true
        let names = Set(names(Diagnosis(run, baseline: baseline)))
        #expect(!names.isSuperset(of: ["model_too_large", "still_improving"]))
      }
    }
  }

  @Test("Dead units, saturated gates and gradients that vanish or explode are told by layer")
  func network() {
    let history = history { falling($0) }
    func findings(_ layer: NetworkProbe.Layer) -> [Finding] {
      let probe = NetworkProbe(layers: [NetworkProbe.Layer(flow: 0.1), layer], distance: 16)
      return Diagnosis(history, probe: probe).findings
    }
    #expect(findings(.init(dead: 0.5)) == [.deadUnits(layer: 1, share: 0.5)])
    #expect(
      findings(.init(saturated: ["output": 0.95, "forget": 0.97, "input": 0.3]))
        == [.saturatedGates(layer: 1, gates: ["forget", "output"], share: 0.96)])
    #expect(
      findings(.init(flow: 1e-9)) == [.vanishingGradient(layer: 1, steps: 16, ratio: 1e-9)])
    #expect(
      findings(.init(flow: 1e4)) == [.explodingGradient(layer: 1, steps: 16, ratio: 1e4)])
    #expect(findings(.init(flow: nil)) == [])
  }

  @Test("The loss is compared with that of counting")
  func baseline() {
    let history = history { falling($0) }
    var baseline = NGramBaseline(order: 6, natsPerToken: 1.2, learnedTokens: 900, isPart: false)
    let best = falling(1)
    #expect(
      Diagnosis(history, baseline: baseline).findings == [.worseThanNGram(baseline, network: best)])
    baseline.natsPerToken = 1.7
    #expect(
      Diagnosis(history, baseline: baseline).findings == [.betterThanNGram(baseline, network: best)]
    )
  }

  @Test("A text with many unknown tokens is neither praise nor blame, and the share is told")
  func unknownTokens() throws {
    func quality(_ share: Double, network: Double) -> (line: String?, sentence: String?) {
      let baseline = NGramBaseline(
        order: 6, natsPerToken: 1.5, learnedTokens: 900, isPart: false, unknownShare: share)
      let findings: [Finding] = [
        network < 1.5
          ? .betterThanNGram(baseline, network: network)
          : .worseThanNGram(baseline, network: network)
      ]
      return (findings.quality(corpusTokens: 1000), findings.first?.sentence)
    }
    for network in [1.0, 2.0] {
      let unknown = quality(0.91, network: network)
      #expect(unknown.line?.hasPrefix("not judged: 91 % of the validation tokens") == true)
      #expect(unknown.sentence?.hasSuffix("91 % of the tokens are unknown to both") == true)
      let known = quality(0.02, network: network)
      #expect(known.line?.contains("counting n-grams") == true)
      #expect(known.sentence?.hasSuffix("on the same text") == true)
    }
  }

  @Test("Every finding has a sentence, and advice that names a setting unless it is good news")
  func words() {
    let baseline = NGramBaseline(order: 6, natsPerToken: 1.5, learnedTokens: 9, isPart: true)
    let all: [Finding] = [
      .overfitting(since: 3, best: 1, now: 2), .stillImproving(share: 0.1),
      .rateTooHigh(.recoveries(1)), .rateTooHigh(.spikes(3)), .rateTooHigh(.rising(from: 1, to: 2)),
      .rateTooHigh(.wavering(by: 0.1, clipped: 1)),
      .rateTooHigh(.aboveIgnorance(5, ignorance: 4)), .rateTooLow(now: 4, frequencies: 3),
      .modelTooLarge(parameters: 9, tokens: 9, train: 1, valid: 2),
      .deadUnits(layer: 0, share: 0.5), .saturatedGates(layer: 0, gates: ["input"], share: 0.99),
      .vanishingGradient(layer: 0, steps: 16, ratio: 1e-9),
      .explodingGradient(layer: 0, steps: 16, ratio: 1e9), .worseThanNGram(baseline, network: 2),
      .betterThanNGram(baseline, network: 1),
    ]
    #expect(Set(all.map(\.name)).count == 11 && Set(all.map(\.sentence)).count == all.count)
    for finding in all {
      if case .betterThanNGram = finding {
        #expect(finding.advice == nil)
      } else {
        #expect(finding.advice?.contains("`") ?? false)
      }
    }
  }

  @Test("Steps that were taken back are forgotten, and long histories take bounded room")
  func bounds() {
    var history = history { falling($0) }
    history.add(TrainingHistory.Stretch(step: 501, nats: 1))
    #expect(history.measurements.last?.step == 500)
    #expect(history.stretches.last.map { $0.step <= 500 } ?? false)
    for step in 502...25_000 { history.add(TrainingHistory.Stretch(step: step, nats: 1)) }
    #expect(history.stretches.count <= 1000)
  }
}
