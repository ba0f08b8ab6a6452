/// The places of a passage where its tokens may be cut: the starts of documents, and between them ends of
/// lines that are not too close together. For each, the characters of the text as read before it.
struct PassageMarks: Sendable {
  /// Characters before the first place, in all files.
  private(set) var charactersBefore = 0
  /// Numbers of the tokens after each place.
  private(set) var tokens: [UInt32] = []
  /// Characters between the first place and each.
  private(set) var characters: [UInt32] = []

  mutating func add(token: Int, _ characters: Int) {
    if tokens.isEmpty { charactersBefore = characters }
    tokens.append(UInt32(token))
    self.characters.append(UInt32(clamping: characters - charactersBefore))
  }
}
