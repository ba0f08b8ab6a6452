/// What can be wrong with a stored tokenizer.
public enum TokenizerError: Error, Equatable, Sendable {
  /// The file is not JSON, with the byte offset and what is wrong there.
  case notJSON(offset: Int, problem: String)
  /// A field of the file is missing or is not what it must be; `field` is a path such as
  /// `model.type`.
  case wrongField(String, expected: String, found: String)
  /// A piece is not exactly one unit.
  case wrongPiece(String, unit: TextUnit)
  /// Two tokens stand for the same piece.
  case repeatedPiece(String)
  /// The tokens of bytes are not all there, or not in order.
  case wrongBytes
  /// A condition that the model does not know, and those that it knows, the most similar first.
  case unknownCondition(String, known: [String])
  /// A text has pieces that are not in the vocabulary, and the model takes no such text; at most
  /// ten of them, and how many there are.
  case unknownPieces([String], count: Int)
}

extension TokenizerError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it; without the name of the file.
  public var description: String {
    switch self {
    case .notJSON(let offset, let problem):
      "byte \(offset): not valid JSON (\(problem)); the file is damaged, copy it again"
    case .wrongField(let field, let expected, let found):
      "\(field): expected \(expected), found \(found); use a tokenizer.json that charlm wrote"
    case .wrongPiece(let piece, let unit):
      "the token \"\(piece)\" is not exactly one \(unit.rawValue); "
        + "the vocabulary and the text unit must be of one model"
    case .repeatedPiece(let piece):
      "the token \"\(piece)\" stands in the vocabulary twice; the file is damaged, copy it again"
    case .wrongBytes:
      "the vocabulary must have tokens for all 256 bytes, in order, or for none; "
        + "the file is damaged, copy it again"
    case .unknownCondition(let name, let known):
      "the model does not know the condition \(ConditionNames.display(name)); "
        + ConditionNames.advice(known)
    case .unknownPieces(let pieces, let count):
      "the model does not know \(UnknownPieces.list(pieces, count: count)) and takes no text that it "
        + "does not know in full (trained with `unknown` error); change the text"
    }
  }
}
