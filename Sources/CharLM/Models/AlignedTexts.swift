internal import CharText

/// Texts of different lengths after the same start, read side by side so that all end at the same step: shorter ones
/// join later.
struct AlignedTexts<Model: AutoregressiveModel> {
  /// A lane for each text, which has read it.
  private(set) var lanes: Model.Lanes
  /// `[texts, V]` logits of the token after each text.
  private(set) var logits: [Float] = []
  /// ln of the probability of each text after the start, in nats.
  private(set) var logProbabilities: [Double]

  /// Reads texts.
  ///
  /// - Parameters:
  ///   - texts: the tokens of each.
  ///   - start: where they start.
  /// - Throws: `PredictionError.notFinite`.
  init(_ texts: [[Token]], after start: TextStart<Model>) throws(PredictionError) {
    let size = start.logits.count
    lanes = start.model.makeLanes()
    logProbabilities = [Double](repeating: 0, count: texts.count)
    // The longest first; sorting is stable.
    let order = texts.indices.sorted { texts[$0].count > texts[$1].count }
    let longest = order.first.map { texts[$0].count } ?? 0
    var normalizer = Normalizer()
    for left in (0...longest).reversed() {
      while lanes.count < order.count, texts[order[lanes.count]].count >= left {
        lanes.append(start.state)
        logits += start.logits
      }
      guard left > 0 else { break }
      var tokens: [Token] = []
      for (lane, text) in order.prefix(lanes.count).enumerated() {
        let token = texts[text][texts[text].count - left]
        let row = lane * size..<(lane + 1) * size
        let logSum = normalizer.logSum(logits[row])
        guard logSum.isFinite else { throw .notFinite }
        logProbabilities[text] += Double(logits[row.lowerBound + Int(token)]) - logSum
        tokens.append(token)
      }
      lanes.advance(with: tokens, logits: &logits)
    }
    var places = [Int](repeating: 0, count: order.count)
    for (lane, text) in order.enumerated() { places[text] = lane }
    select(places)
  }

  /// Keeps the lanes and the logits of some texts, in the order given.
  ///
  /// - Parameter texts: their indices among the lanes.
  mutating func select(_ texts: [Int]) {
    let size = lanes.count == 0 ? 0 : logits.count / lanes.count
    lanes.select(texts)
    logits = texts.flatMap { logits[$0 * size..<($0 + 1) * size] }
  }

  /// Continues some texts by a token each.
  ///
  /// - Parameters:
  ///   - texts: their indices among the lanes; a text may go on in several ways.
  ///   - tokens: the tokens.
  mutating func advance(_ texts: [Int], with tokens: [Token]) {
    let size = lanes.count == 0 ? 0 : logits.count / lanes.count
    lanes.select(texts)
    logits = [Float](repeating: 0, count: texts.count * size)
    if !texts.isEmpty { lanes.advance(with: tokens, logits: &logits) }
  }
}
