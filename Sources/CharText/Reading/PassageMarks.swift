/// The places at which the tokens of a passage may be split: starts of documents and, between them,
/// line ends at some distance; with the number of characters of the text as read before each.
struct PassageMarks: Sendable {
  /// The number of characters before the first place, in all files.
  private(set) var charactersBefore = 0
  /// The index of the token after each place.
  private(set) var tokens: [UInt32] = []
  /// The number of characters between the first place and each.
  private(set) var characters: [UInt32] = []

  mutating func add(token: Int, _ characters: Int) {
    if tokens.isEmpty { charactersBefore = characters }
    tokens.append(UInt32(token))
    self.characters.append(UInt32(clamping: characters - charactersBefore))
  }
}
