import CharLM
import CharText

/// A model of one's own: after a vowel all consonants are equally likely, after anything else all tokens.
struct VowelModel: AutoregressiveModel {
  let tokenizer: Tokenizer

  /// The last token.
  func initialState() -> Token? { nil }

  func advance(_ state: inout Token?, with token: Token, logits: inout [Float]) {
    state = token
    guard !logits.isEmpty else { return }
    for next in logits.indices {
      logits[next] = isVowel(token) && isVowel(Token(next)) ? -.infinity : 0
    }
  }

  func isVowel(_ token: Token) -> Bool {
    "aeiou".contains(tokenizer.decode([token]).lowercased()) && token > 1
  }
}
