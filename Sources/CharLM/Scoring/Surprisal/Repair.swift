public import CharText

/// A small change of a text that makes it more probable.
public struct Repair: Sendable, Equatable {
  /// The kind of change.
  public var kind: TextChange.Kind
  /// The tokens that change, as indices of the tokens of the document.
  public var range: Range<Int>
  /// The tokens that come instead, in the order of the text.
  public var tokens: [Token]
  /// The gain in nats: of ln p of the changed part and of the characters that are read after it.
  public var gain: Double
}

/// A place of a text that surprised a model.
public struct OddPlace: Sendable, Equatable {
  /// A token that the model expected more.
  public struct Alternative: Sendable, Equatable {
    /// The token.
    public var token: Token
    /// Its probability.
    public var probability: Double
  }

  /// The index of the document.
  public var document: Int
  /// The index of the token in the document.
  public var token: Int
  /// The surprisal of the token in nats.
  public var nats: Double
  /// The likeliest tokens there.
  public var alternatives: [Alternative] = []
  /// The changes that gain most, the best first.
  public var repairs: [Repair] = []
}
