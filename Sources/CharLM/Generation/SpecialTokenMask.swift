internal import CharText

/// Forbids tokens that are not text: `<unk>` always, and conditions except as the first token of a document
/// whose condition is drawn.
struct SpecialTokenMask: LogitsProcessor {
  private let isCondition: [Bool]
  private var drawsCondition: Bool

  init(_ vocabulary: Vocabulary, drawsCondition: Bool) {
    isCondition =
      vocabulary.conditionNames.isEmpty
      ? [] : (0..<vocabulary.count).map { vocabulary.isCondition(Token($0)) }
    self.drawsCondition = drawsCondition
  }

  var lookback: Int { 0 }

  func process(_ logits: inout [Float], after tokens: [Token]) {
    logits[Int(Vocabulary.unknown)] = -.infinity
    for token in isCondition.indices where isCondition[token] != drawsCondition {
      logits[token] = -.infinity
    }
  }

  mutating func accept(_ token: Token) { drawsCondition = false }
}
