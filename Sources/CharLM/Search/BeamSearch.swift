internal import CharText
internal import Foundation

/// The beams of a search: hypotheses as lanes of one batch, which go on token by token.
struct BeamSearch<Model: AutoregressiveModel, Rule: SearchRule> {
  /// Text and state that are equal.
  private struct Position: Hashable {
    var hash: UInt64
    var state: Rule.State
  }

  private let model: Model
  private let rule: Rule
  private let options: SearchOptions
  private let stops: [String]
  private let condition: String?
  /// V.
  private let vocabularySize: Int
  private let length: Int
  private let temperature: Double

  private var lanes: Model.Lanes
  /// `[lanes, V]`.
  private var logits: [Float]
  private var groups: [BeamGroup<Rule.State>]
  private var tree = TokenTree()
  private var noise: GumbelNoise
  /// The number of tokens of each hypothesis.
  private var count = 0

  // Memory that is reused from step to step:
  private var moves = SearchMoves()
  private var normalizer = Normalizer()
  /// Logits of one hypothesis after its processors.
  private var processed: [Float]
  private var outside: [Float] = []
  private var best: BestCandidates
  private var gains: [Double] = []
  /// For each token what it loses in the groups that have not chosen yet; empty for one group.
  private var penalties: [Double] = []
  private var positions: Set<Position> = []
  private var parents: [Int] = []
  private var tokens: [Token] = []

  init(
    _ model: Model, following rule: Rule, _ options: SearchOptions, from start: SearchStart<Model>,
    processors: [any LogitsProcessor]
  ) {
    (self.model, self.rule, self.options) = (model, rule, options)
    let generation = options.generation
    stops = generation.stops.map(model.tokenizer.normalized).filter { !$0.isEmpty }
    condition = start.condition
    vocabularySize = model.tokenizer.vocabulary.count
    length = generation.length
    temperature = generation.sampling.temperature
    noise = GumbelNoise(seed: generation.sampling.seed)
    lanes = model.makeLanes()
    lanes.append(start.state)
    logits = start.logits
    processed = [Float](repeating: 0, count: vocabularySize)
    let width = options.beams / options.groups
    best = BestCandidates(capacity: width)
    if options.groups > 1 { penalties = [Double](repeating: 0, count: vocabularySize) }
    var first = Hypothesis(lane: 0, state: rule.initialState)
    first.processors = processors
    if !processors.isEmpty {
      first.tokens = start.prompt
      for index in first.processors.indices {
        for token in start.prompt { first.processors[index].accept(token) }
      }
    }
    if !stops.isEmpty { first.text = WrittenText(model.tokenizer, stops: stops) }
    let wanted = options.isStochastic ? options.count : min(options.count, width)
    groups = (0..<options.groups).map { _ in
      BeamGroup(
        alive: [], finished: FinishedTexts(capacity: wanted, findsEqualTexts: rule.isAmbiguous),
        stacks: CandidateStacks(capacity: width))
    }
    for group in groups.indices where goesOn(first, in: group) { groups[group].alive = [first] }
  }

  /// Searches to the end.
  ///
  /// - Returns: the texts, the best first.
  mutating func run() throws(PredictionError) -> [SearchResult] {
    while groups.contains(where: { !$0.alive.isEmpty }) { try step() }
    let entries = results()
    if entries.isEmpty { throw .everythingForbidden }
    return entries.enumerated().map(result)
  }

  // MARK: Steps

  /// Continues every hypothesis by a token.
  private mutating func step() throws(PredictionError) {
    count += 1
    for index in penalties.indices { penalties[index] = 0 }
    parents.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
    for group in groups.indices {
      groups[group].stacks.removeAll()
      for place in groups[group].alive.indices {
        guard let row = try scores(of: place, in: group) else { continue }
        if options.isStochastic { draw(row, for: place) } else { offer(row, of: place, in: group) }
      }
      choose(group)
    }
    guard !parents.isEmpty else { return }
    if !parents.elementsEqual(0..<lanes.count) { lanes.select(parents) }
    let size = parents.count * vocabularySize
    if logits.count > size {
      logits.removeLast(logits.count - size)
    } else {
      logits += repeatElement(0, count: size - logits.count)
    }
    lanes.advance(with: tokens, logits: &logits)
  }

  /// Finds the tokens that may follow a hypothesis, and what each of them scores.
  ///
  /// - Returns: nil if its processors forbid all tokens.
  private mutating func scores(
    of place: Int, in group: Int
  ) throws(PredictionError) -> TokenScores? {
    let start = groups[group].alive[place].lane * vocabularySize
    let row = start..<start + vocabularySize
    moves.removeAll()
    rule.addMoves(from: groups[group].alive[place].state, remaining: length - count + 1, to: &moves)
    let logSum = normalizer.logSum(logits[row])
    guard logSum.isFinite else { throw .notFinite }
    groups[group].alive[place].normalizer = logSum
    guard groups[group].alive[place].processors.isEmpty else {
      return try process(row, of: place, in: group)
    }
    return TokenScores(
      logits: logits, start: start, inverseTemperature: 1 / temperature,
      normalizer: temperature == 1
        ? logSum : normalizer.logSum(logits[row], temperature: temperature))
  }

  /// Applies the processors of a hypothesis to the tokens that the rule allows; the others keep their share of the
  /// probability, so that a text gains nothing where it has no choice.
  private mutating func process(
    _ row: Range<Int>, of place: Int, in group: Int
  ) throws(PredictionError) -> TokenScores? {
    outside.removeAll(keepingCapacity: true)
    outside += logits[row]
    for token in processed.indices { processed[token] = -.infinity }
    var allowed = moves.choices.map(\.tokens)
    if case .document = rule.ending(in: groups[group].alive[place].state) {
      allowed.append([Vocabulary.documentBoundary])
    }
    for token in allowed.joined() {
      processed[Int(token)] = outside[Int(token)]
      outside[Int(token)] = -.infinity
    }
    let tokens = groups[group].alive[place].tokens
    for index in groups[group].alive[place].processors.indices {
      groups[group].alive[place].processors[index].process(&processed, after: tokens)
    }
    let inside = normalizer.logSum(processed[...], temperature: temperature)
    guard inside.isFinite else {
      guard processed.allSatisfy({ $0 == -.infinity }) else { throw .notFinite }
      return nil
    }
    // Not a number if nothing is outside.
    let rest = normalizer.logSum(outside[...], temperature: temperature)
    return TokenScores(
      logits: processed, start: 0, inverseTemperature: 1 / temperature,
      normalizer: rest.isFinite ? Self.logSum(inside, rest) : inside)
  }

  /// ln(e^a + e^b).
  private static func logSum(_ a: Double, _ b: Double) -> Double {
    max(a, b) + log1p(exp(-abs(a - b)))
  }

  /// Offers all continuations of a hypothesis; one that ends takes no beam.
  private mutating func offer(_ row: TokenScores, of place: Int, in group: Int) {
    let hypothesis = groups[group].alive[place]
    if case .document(let score) = rule.ending(in: hypothesis.state) {
      end(hypothesis, in: group, gain: row[Vocabulary.documentBoundary] + score)
    }
    for choice in moves.choices {
      groups[group].stacks.offer(
        choice, place: place, score: hypothesis.score, row, penalties: penalties)
    }
  }

  /// Draws perturbed log-probabilities of all continuations of a hypothesis, and offers the largest. They are normed
  /// over what the rule allows, as those of a sample are.
  private mutating func draw(_ row: TokenScores, for place: Int) {
    let hypothesis = groups[0].alive[place]
    gains.removeAll(keepingCapacity: true)
    for choice in moves.choices {
      for (number, token) in choice.tokens.enumerated() {
        gains.append(row[token] + (choice.scores.isEmpty ? 0 : choice.scores[number]))
      }
    }
    switch rule.ending(in: hypothesis.state) {
    case .document(let score): gains.append(row[Vocabulary.documentBoundary] + score)
    case .optional(let score): gains.append(score)
    case .none, .final: gains.append(-.infinity)
    }
    guard let top = gains.max(), top > -.infinity else { return }
    let allowed = top + log(gains.reduce(0) { $0 + exp($1 - top) })
    groups[0].alive[place].allowed = allowed
    let base = hypothesis.drawing - allowed
    var number = 0
    for choice in moves.choices {
      for token in choice.tokens {
        draw(gains[number], base, place, token, choice.tag)
        number += 1
      }
    }
    draw(gains[number], base, place, Vocabulary.documentBoundary, 0)
    let drawn = best.sorted()
    best.removeAll()
    for var candidate in drawn {
      candidate.key = GumbelNoise.condition(
        candidate.key, largest: drawn[0].key, to: hypothesis.gumbel)
      groups[0].stacks.offer(candidate, progress: 0)
    }
  }

  private mutating func draw(
    _ gain: Double, _ base: Double, _ place: Int, _ token: Token, _ tag: Int
  ) {
    guard gain > -.infinity else { return }
    best.offer(
      Candidate(
        key: base + gain + noise.next(), gain: gain, place: place, token: token, tag: tag))
  }

  // MARK: Choice

  /// Chooses the hypotheses of a group that go on.
  private mutating func choose(_ group: Int) {
    let first = parents.count
    var next: [Hypothesis<Rule.State>] = []
    positions.removeAll(keepingCapacity: true)
    groups[group].stacks.start()
    while next.count < options.beams / options.groups,
      let candidate = groups[group].stacks.next()
    {
      var hypothesis = groups[group].alive[candidate.place]
      if options.isStochastic { hypothesis.gumbel = candidate.key }
      guard candidate.token != Vocabulary.documentBoundary else {
        end(hypothesis, in: group, gain: candidate.gain)
        continue
      }
      let parent = hypothesis.lane
      hypothesis.lane = parents.count
      append(candidate, from: parent, to: &hypothesis)
      if rule.isAmbiguous {
        let position = Position(hash: hypothesis.hash, state: hypothesis.state)
        guard positions.insert(position).inserted else { continue }
      }
      guard goesOn(hypothesis, in: group) else { continue }
      parents.append(parent)
      tokens.append(candidate.token)
      next.append(hypothesis)
      groups[group].stacks.keep()
      if !penalties.isEmpty { penalties[Int(candidate.token)] += options.diversity }
    }
    groups[group].alive = next
    if isDecided(group) {
      groups[group].alive = []
      parents.removeLast(parents.count - first)
      tokens.removeLast(tokens.count - first)
    }
  }

  private mutating func append(
    _ candidate: Candidate, from parent: Int, to hypothesis: inout Hypothesis<Rule.State>
  ) {
    let token = candidate.token
    hypothesis.node = tree.append(token, after: hypothesis.node)
    hypothesis.hash(token)
    hypothesis.score += candidate.gain
    hypothesis.drawing += candidate.gain - hypothesis.allowed
    hypothesis.logProbability +=
      Double(logits[parent * vocabularySize + Int(token)]) - hypothesis.normalizer
    hypothesis.state = rule.state(after: token, tag: candidate.tag, in: hypothesis.state)
    _ = hypothesis.text?.append(token)
    guard !hypothesis.processors.isEmpty else { return }
    hypothesis.tokens.append(token)
    for index in hypothesis.processors.indices { hypothesis.processors[index].accept(token) }
  }

  /// Returns whether a hypothesis goes on; finishes it where it ends or may end by itself.
  private mutating func goesOn(_ hypothesis: Hypothesis<Rule.State>, in group: Int) -> Bool {
    let ending = rule.ending(in: hypothesis.state)
    if hypothesis.text?.hasStopped == true {
      finish(hypothesis, in: group, .stop)
      return false
    }
    if hypothesis.processors.contains(where: \.endsText) {
      finish(hypothesis, in: group, .processor)
      return false
    }
    let isLast = count == length
    switch ending {
    case .final(let score):
      finish(hypothesis, in: group, adding: score, .processor)
      return false
    case .optional(let score) where isLast || !options.isStochastic:
      finish(hypothesis, in: group, adding: score, .processor)
    case .document(let score) where isLast:
      finish(hypothesis, in: group, adding: score, .length)
    case .document, .optional, .none: break
    }
    return !isLast
  }

  // MARK: Ends

  /// Ends a hypothesis where the rule asks for no more tokens: by the end of the document, or by itself.
  private mutating func end(
    _ hypothesis: Hypothesis<Rule.State>, in group: Int, gain: Double
  ) {
    guard case .document = rule.ending(in: hypothesis.state) else {
      // The length is that of the texts that go on, which have a token more.
      return finish(hypothesis, in: group, adding: gain, length: count - 1, .processor)
    }
    guard gain > -.infinity else { return }
    var hypothesis = hypothesis
    let boundary = hypothesis.lane * vocabularySize + Int(Vocabulary.documentBoundary)
    hypothesis.logProbability += Double(logits[boundary]) - hypothesis.normalizer
    finish(hypothesis, in: group, adding: gain, .end)
  }

  private mutating func finish(
    _ hypothesis: Hypothesis<Rule.State>, in group: Int, adding gain: Double = 0,
    length: Int? = nil, _ reason: FinishReason
  ) {
    let length = Double(max(1, length ?? count))
    let score = (hypothesis.score + gain) / pow(length, options.lengthPenalty)
    groups[group].finished.offer(
      FinishedTexts.Entry(
        node: hypothesis.node, endsDocument: reason == .end, score: score,
        logProbability: hypothesis.logProbability,
        rank: options.isStochastic ? hypothesis.gumbel : score, hash: hypothesis.hash,
        finishReason: reason))
  }

  /// Returns whether no hypothesis of a group can become better than the texts that it has found.
  private func isDecided(_ group: Int) -> Bool {
    let finished = groups[group].finished
    guard finished.entries.count == finished.capacity else { return false }
    let bounds = groups[group].alive.lazy.map { hypothesis in
      // Nothing that is added is more than 0.
      options.isStochastic
        ? hypothesis.gumbel : hypothesis.score / pow(Double(length), options.lengthPenalty)
    }
    return bounds.allSatisfy { $0 <= finished.threshold }
  }

  /// Takes the best texts of each group in turn, and sorts them.
  private func results() -> [FinishedTexts.Entry] {
    var results: [FinishedTexts.Entry] = []
    var known: Set<[Token]> = []
    for place in 0..<options.count {
      for group in groups where place < group.finished.entries.count {
        let entry = group.finished.entries[place]
        guard results.count < options.count, known.insert(tokens(of: entry)).inserted else {
          continue
        }
        results.append(entry)
      }
    }
    return results.sorted { $0.score > $1.score }
  }

  private func tokens(of entry: FinishedTexts.Entry) -> [Token] {
    tree.path(to: entry.node) + (entry.endsDocument ? [Vocabulary.documentBoundary] : [])
  }

  private func result(_ index: Int, _ entry: FinishedTexts.Entry) -> SearchResult {
    var written = WrittenText(model.tokenizer, stops: stops)
    let tokens = tokens(of: entry)
    var text = ""
    for token in tokens where token != Vocabulary.documentBoundary {
      text += written.append(token)
    }
    text += written.finish()
    return SearchResult(
      generated: GeneratedText(
        index: index, text: text, condition: condition, count: tokens.count,
        logProbability: entry.logProbability,
        finishReason: written.hasStopped ? .stop : entry.finishReason, failure: nil),
      tokens: tokens, score: entry.score)
  }
}
