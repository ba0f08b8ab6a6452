import CharLM
import CharText

/// Forbids a token and the end of the document.
struct Lipogram: LogitsProcessor {
  var forbidden: Token

  mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    logits[Int(forbidden)] = -.infinity
    logits[Int(Vocabulary.documentBoundary)] = -.infinity
  }
}

/// Ends a text after so many tokens of one kind.
struct EndAfter: LogitsProcessor {
  var token: Token
  var count: Int

  func process(_ logits: inout [Float], after tokens: [Token]) {}

  mutating func accept(_ token: Token) { if token == self.token { count -= 1 } }

  var endsText: Bool { count <= 0 }
}
