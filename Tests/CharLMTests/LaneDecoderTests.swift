import CharLM
import CharNetwork
import CharNumerics
import CharText
import TestSupport
import Testing

/// Forbids the end of the document, and everything after some tokens.
private struct Endless: LogitsProcessor {
  var count = Int.max

  func process(_ logits: inout [Float], after tokens: [Token]) {
    logits[Int(Vocabulary.documentBoundary)] = -.infinity
    if count == 0 { logits = logits.map { _ in -.infinity } }
  }

  mutating func accept(_ token: Token) { count -= 1 }
}

/// Texts that join and leave come out as if each were alone, to the last bit.
@Suite("A decoder of lanes")
struct LaneDecoderTests {
  /// One text to generate.
  struct Request: Sendable {
    var prompt: String
    var options: GenerationOptions
    var sampleIndex: Int

    /// Prompts from none to long, every kind of option, and different ends.
    static func make(_ count: Int, seed: UInt64) -> [Request] {
      var random = RandomSource(seed: seed)
      func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
      return (0..<count).map { index in
        let length = [0, 1, 5, 30, 90][number(below: 5)]
        var options = GenerationOptions()
        options.length = [0, 1, 7, 25, 60][number(below: 5)]
        options.stops = index % 3 == 0 ? ["ab", "hij"] : []
        options.sampling.seed = UInt64(number(below: 3))
        options.sampling.temperature = [0, 0.7, 1, 2][number(below: 4)]
        options.sampling.topK = index % 4 == 1 ? 3 : nil
        options.sampling.topP = index % 4 == 2 ? 0.8 : nil
        options.sampling.typicalP = index % 5 == 2 ? 0.7 : nil
        options.sampling.repetitionPenalty = index % 2 == 0 ? 1.3 : 1
        let prompt = makeLines([length], seed: random.next())[0]
        return Request(
          prompt: index % 6 == 5 ? prompt + "?é" : prompt, options: options,
          sampleIndex: number(below: 4))
      }
    }

    func generate(_ model: some AutoregressiveModel) throws -> GeneratedText {
      try generated(by: model, prompt, options, sampleIndex: sampleIndex)
    }
  }

  /// Adds, removes and suspends texts at random steps, and compares each with the same text alone.
  private func check<Model: AutoregressiveModel>(
    _ model: Model, _ requests: [Request], lanes: Int, threads: Int, seed: UInt64
  ) throws {
    var random = RandomSource(seed: seed)
    let alone = try requests.map { try $0.generate(model) }
    var decoder = LaneDecoder(model, lanes: lanes, threads: threads, promptSlice: 7)
    var ids: [LaneID] = []
    var pieces = [String](repeating: "", count: requests.count)
    var finished = [GeneratedText?](repeating: nil, count: requests.count)
    var removed: Set<Int> = []
    var suspended: [LaneID] = []
    var leaves = 0
    var next = 0
    while next < requests.count || !decoder.isEmpty {
      while next < requests.count, decoder.isEmpty || random.next() % 3 == 0 {
        let request = requests[next]
        ids.append(
          try decoder.add(request.prompt, request.options, sampleIndex: request.sampleIndex))
        next += 1
      }
      if random.next() % 2 == 0, !ids.isEmpty {
        let lane = ids[Int(random.next() % UInt64(ids.count))]
        if decoder.suspend(lane) { suspended.append(lane) }
      }
      if random.next() % 3 == 0, let lane = suspended.popLast() { decoder.resume(lane) }
      // The first text that is still going on leaves, and now and then any.
      let unfinished = ids.indices.first { finished[$0] == nil && !removed.contains($0) }
      if leaves < 4, let unfinished, leaves == 0 || random.next() % 8 == 0 {
        let number = leaves == 0 ? unfinished : Int(random.next() % UInt64(ids.count))
        leaves += 1
        if finished[number] == nil { removed.insert(number) }
        decoder.remove(ids[number])
        #expect(decoder[ids[number]] == nil)
      }
      for event in decoder.step(1 + Int(random.next() % 3)) {
        switch event {
        case .token: Issue.record("a token that nobody asked for")
        case .piece(let lane, let text): pieces[try #require(ids.firstIndex(of: lane))] += text
        case .finished(let lane, let text): finished[try #require(ids.firstIndex(of: lane))] = text
        }
      }
    }
    #expect(decoder.step().isEmpty)
    for number in requests.indices {
      if removed.contains(number) {
        #expect(finished[number] == nil && alone[number].text.hasPrefix(pieces[number]))
      } else {
        #expect(finished[number] == alone[number], "\(requests[number])")
        #expect(pieces[number] == alone[number].text)
      }
    }
    #expect(Set(ids).count == requests.count && !removed.isEmpty)
  }

  @Test("texts that join and leave at random are each text alone", arguments: LaneCase.all)
  func joinsAndLeaves(_ test: LaneCase) throws {
    let model = try test.make()
    for (lanes, threads) in [(1, 1), (3, 1), (5, 2), (64, 3)] {
      let requests = Request.make(16, seed: UInt64(lanes))
      try check(model.threads(threads), requests, lanes: lanes, threads: threads, seed: 7)
    }
  }

  @Test("samples after one prompt are those that are generated one by one, and so are their tokens")
  func samples() throws {
    let model = try makeModel(.gru)
    var options = GenerationOptions()
    options.length = 20
    options.sampling.seed = 4
    let prompt = makeLines([40])[0]
    let alone = Array(try model.generate(prompt, options, count: 6))
    var decoder = LaneDecoder(model, lanes: 4, threads: 2, promptSlice: 7)
    let lanes = try decoder.add(
      model.tokenizer.encode(prompt), options, samples: 0..<6, report: .alternatives(3))
    // The first one leaves while the prompt of all is read.
    _ = decoder.step()
    decoder.remove(lanes[0])
    var finished: [LaneID: GeneratedText] = [:]
    var sums: [LaneID: Double] = [:]
    var counts: [LaneID: Int] = [:]
    while !decoder.isEmpty {
      for event in decoder.step() {
        switch event {
        case .token(let lane, let prediction):
          sums[lane, default: 0] += prediction.logProbability
          counts[lane, default: 0] += 1
          #expect(prediction.alternatives.count == 3)
          #expect(
            prediction.alternatives.allSatisfy { other in
              other.logProbability >= prediction.logProbability || other.token != prediction.token
            })
        case .piece: break
        case .finished(let lane, let text): finished[lane] = text
        }
      }
    }
    #expect(lanes.dropFirst().map { finished[$0] } == alone.dropFirst().map { $0 })
    for (lane, text) in finished {
      #expect(counts[lane] == text.count)
      #expect(abs((sums[lane] ?? 0) - text.logProbability) < 1e-9)
    }
  }

  @Test("so do those of a model without lanes of its own, and they are the same")
  func separateLanes() throws {
    let model = try makeModel(.lstm)
    let requests = Request.make(24, seed: 3)
    try check(StepByStep(model: model), requests, lanes: 4, threads: 2, seed: 5)
    for request in requests {
      #expect(try request.generate(StepByStep(model: model)) == request.generate(model))
    }
  }

  @Test("a large network, whose layers threads share, too", arguments: [1, 2])
  func large(_ threads: Int) throws {
    let model = try makeModel(.gru, hidden: 530, embedding: 20).threads(threads)
    try check(model, Request.make(6, seed: 1), lanes: 2, threads: threads, seed: 2)
  }

  @Test("a long prompt does not stop other texts")
  func prefill() throws {
    let model = try makeModel(.gru)
    var decoder = LaneDecoder(model, threads: 1, promptSlice: 10)
    var options = GenerationOptions()
    options.length = 5
    let long = try decoder.add(makeLines([500])[0], options)
    let short = try decoder.add("abc", options)
    var order: [LaneID] = []
    var steps = 0
    while !decoder.isEmpty {
      for case .finished(let lane, _) in decoder.step() {
        order.append(lane)
        if lane == short { #expect(steps < 12) }
      }
      steps += 1
    }
    // 501 tokens in slices of ten.
    #expect(order == [short, long] && steps > 50)
  }

  @Test("a copy generates the same, and a text can be read on its way")
  func copies() throws {
    let model = try makeModel(.lstm)
    var options = GenerationOptions()
    options.length = 40
    var decoder = LaneDecoder(model)
    let lane = try decoder.add("abc", options, processors: [Endless()])
    var pieces = ""
    for case .piece(_, let piece) in decoder.step(9) { pieces += piece }
    let text = try #require(decoder[lane])
    #expect(text.text == pieces && text.count == 9 && text.finishReason == nil)
    var copy = decoder
    #expect(decoder.step(100) == copy.step(100))
  }

  @Test("an error ends its own text alone")
  func failure() throws {
    let model = try makeModel(.gru)
    var options = GenerationOptions()
    options.length = 30
    options.sampling.seed = 2
    let alone = try generated(by: model, "ab", options)
    var decoder = LaneDecoder(model)
    let failing = try decoder.add("", options, processors: [Endless(count: 3)])
    let other = try decoder.add("ab", options)
    var results: [LaneID: GeneratedText] = [:]
    while !decoder.isEmpty {
      for case .finished(let lane, let text) in decoder.step() { results[lane] = text }
    }
    #expect(results[other] == alone)
    #expect(results[failing]?.finishReason == .failed)
    #expect(results[failing]?.failure == .everythingForbidden && results[failing]?.count == 3)
    options.sampling.topK = 0
    #expect(throws: SamplingError.self) { try decoder.add("", options) }
  }

  @Test("an actor can own a decoder, and tasks wait for their texts")
  func actors() async throws {
    actor Server {
      var decoder: LaneDecoder<LanguageModel>
      var results: [LaneID: GeneratedText] = [:]

      init(_ model: LanguageModel) { decoder = LaneDecoder(model, threads: 2) }

      func generate(_ prompt: String, _ options: GenerationOptions) async throws -> GeneratedText {
        let lane = try decoder.add(prompt, options)
        while true {
          if let result = results.removeValue(forKey: lane) { return result }
          for case .finished(let lane, let text) in decoder.step() { results[lane] = text }
          await Task.yield()
        }
      }
    }
    let model = try makeModel(.lstm)
    let server = Server(model)
    var options = GenerationOptions()
    options.length = 30
    let prompts = makeLines([0, 3, 40, 100, 2])
    let results = try await withThrowingTaskGroup(of: (Int, GeneratedText).self) { group in
      for (index, prompt) in prompts.enumerated() {
        group.addTask { [options] in (index, try await server.generate(prompt, options)) }
      }
      return try await group.reduce(into: [Int: GeneratedText]()) { $0[$1.0] = $1.1 }
    }
    for (index, prompt) in prompts.enumerated() {
      #expect(try results[index] == generated(by: model, prompt, options))
    }
  }
}

/// Lanes change places, as the hypotheses of a beam search do.
@Suite("Lanes of a model")
struct ModelLanesTests {
  /// Reads tokens in lanes that are selected at random, and compares each with a state of its own.
  private func check<Model: AutoregressiveModel>(_ model: Model, seed: UInt64) {
    var random = RandomSource(seed: seed)
    func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    let size = model.tokenizer.vocabulary.count
    var lanes = model.makeLanes()
    var states: [Model.State] = []
    for step in 0..<40 {
      if states.isEmpty || step % 5 == 0 {
        lanes.append(model.initialState())
        states.append(model.initialState())
      }
      if step % 7 == 3 {
        let lane = number(below: states.count)
        lanes.replace(lane, with: states[0])
        states[lane] = states[0]
      }
      if step % 3 == 2 {
        // Some twice, some not at all, in any order.
        let chosen = (0..<1 + number(below: 8)).map { _ in number(below: states.count) }
        lanes.select(chosen)
        states = chosen.map { states[$0] }
      }
      #expect(lanes.count == states.count)
      let tokens = states.map { _ in Token(1 + number(below: size - 1)) }
      var logits = [Float](repeating: 0, count: states.count * size)
      lanes.advance(with: tokens, logits: &logits)
      for lane in states.indices {
        var row = [Float](repeating: 0, count: size)
        model.advance(&states[lane], with: tokens[lane], logits: &row)
        #expect(row.elementsEqual(logits[lane * size..<(lane + 1) * size]), "step \(step)")
      }
    }
  }

  @Test("selecting, repeating and replacing lanes moves their memory", arguments: LaneCase.all)
  func selection(_ test: LaneCase) throws {
    let model = try test.make()
    check(model, seed: 1)
  }

  @Test("so it does in lanes that are read one after another")
  func separate() throws {
    check(StepByStep(model: try makeModel(.gru)), seed: 2)
  }
}
