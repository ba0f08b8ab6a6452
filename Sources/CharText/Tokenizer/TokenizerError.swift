public import Foundation

/// An error in a stored tokenizer, or in text given to it.
public enum TokenizerError: Error, Equatable, Sendable {
  /// The file is not valid JSON; `offset` is in bytes.
  case notJSON(offset: Int, problem: String)
  /// A field of the file is missing or has an unexpected value; the first value is a path such as
  /// `model.type`.
  case wrongField(String, expected: String, found: String)
  /// A piece is not exactly one unit.
  case wrongPiece(String, unit: TextUnit)
  /// Two tokens represent the same piece.
  case repeatedPiece(String)
  /// The byte tokens are incomplete or out of order.
  case wrongBytes
  /// The model does not know a condition; `known` are its conditions, the most similar first.
  case unknownCondition(String, known: [String])
  /// A text has pieces that are not in the vocabulary, and the policy is to fail; at most ten of
  /// them, and their number.
  case unknownPieces([String], count: Int)
}

extension TokenizerError: CustomStringConvertible {
  /// The message: problem and remedy, without the name of the file.
  public var description: String {
    switch self {
    case .notJSON(let offset, let problem):
      "byte \(offset): not valid JSON (\(problem)); the file is damaged, copy it again"
    case .wrongField(let field, let expected, let found):
      "\(field): expected \(expected), found \(found); use a tokenizer.json that charlm wrote"
    case .wrongPiece(let piece, let unit):
      "the token \"\(piece)\" is not exactly one \(unit.rawValue); "
        + "the vocabulary and the text unit must be from the same model"
    case .repeatedPiece(let piece):
      "the token \"\(piece)\" occurs twice in the vocabulary; the file is damaged, copy it again"
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

extension TokenizerError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
