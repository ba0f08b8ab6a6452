internal import CharNumerics

// Many short texts, such as the two sentences of a minimal pair: prefixes that texts share are read once.

extension InferenceEngine {
  /// Texts that are read side by side, at most: enough for fast products, and few enough for their memory to stay in
  /// a cache.
  private static let mostTexts = 128

  /// Computes ln p of each text in nats: the sum over all its tokens after the first. Tokens at the start that
  /// texts have in common are read once. Equal texts have equal results.
  ///
  /// - Parameter texts: the tokens of each text, read from a state that has read nothing.
  /// - Returns: a log-probability for each text; 0 for a text of less than two tokens.
  public func logProbabilities(ofTexts texts: [[Int32]]) -> [Double] {
    let order = texts.indices.sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
    // As many groups for each thread, so that none is left with nothing to do.
    let needed = (texts.count + Self.mostTexts - 1) / Self.mostTexts
    let count = min(texts.count, (needed + threads - 1) / threads * threads)
    let groups = (0..<count).map {
      order[texts.count * $0 / count..<texts.count * ($0 + 1) / count]
    }
    // Lanes become fewer with every text that ends; the next group needs the same numbers of lanes again.
    let pool = WorkspacePool<[PartWorkspace]>(limit: .max)
    let results = crew.map(count, threads: threads) { group in
      logProbabilities(
        PrefixGroup(groups[group].map { texts[$0] }), count: groups[group].count, from: pool)
    }
    var result = [Double](repeating: 0, count: texts.count)
    for (group, values) in zip(groups, results) {
      for (text, value) in zip(group, values) { result[text] = value }
    }
    return result
  }

  /// Computes ln p of the texts of a group, in one thread.
  private func logProbabilities(
    _ group: PrefixGroup, count: Int, from pool: WorkspacePool<[PartWorkspace]>
  ) -> [Double] {
    var group = group
    var result = [Double](repeating: 0, count: count)
    let size = network.vocabularySize
    var state = network.initialState(lanes: 1)
    var next = state
    var logits: [Float] = []
    var logSums: [Double] = []
    while let step = group.next() {
      let lanes = Self.lanes(for: step.tokens.count)
      var parents = step.parents
      var tokens = step.tokens
      // Lanes without a text repeat the first one.
      parents += repeatElement(parents[0], count: lanes - parents.count)
      tokens += repeatElement(tokens[0], count: lanes - tokens.count)
      if lanes != state.lanes || !parents.elementsEqual(0..<lanes) {
        state.select(parents, into: &next)
        swap(&state, &next)
      }
      if logits.count != lanes * size {
        logits = [Float](repeating: 0, count: lanes * size)
        logSums = [Double](repeating: 0, count: lanes)
      }
      self.step(tokens, &state, logits: &logits, from: pool)
      Softmax.logSums(logits, into: &logSums)
      group.predictions { text, lane, token in
        result[text] += Double(logits[lane * size + Int(token)]) - logSums[lane]
      }
    }
    return result
  }

  /// Room for some lanes, of few sizes, so that a workspace serves many steps.
  private static func lanes(for count: Int) -> Int {
    [1, 2, 4, 8].first { $0 >= count } ?? (count + 15) / 16 * 16
  }
}
