import CharLM
import CharText

/// A model of the characters a, b, c, space and line end whose predictions depend on the last character.
struct CountingModel: AutoregressiveModel {
  let tokenizer: Tokenizer

  init(_ boundary: DocumentBoundary = .file) throws {
    let pieces = ["a", "b", "c", " ", "\n"].map { Array($0.utf8) }
    tokenizer = Tokenizer(
      configuration: TextConfiguration(boundary: boundary),
      vocabulary: try Vocabulary(pieces: pieces, unit: .scalar))
  }

  func initialState() -> Token { Vocabulary.documentBoundary }

  func advance(_ state: inout Token, with token: Token, logits: inout [Float]) {
    state = token
    for i in logits.indices { logits[i] = i < 2 ? -9 : Float((i + Int(token)) % 3) }
  }
}
