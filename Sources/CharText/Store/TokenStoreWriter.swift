/// Writes a corpus, passage by passage.
struct TokenStoreWriter<Destination: ByteDestination> {
  private(set) var destination: Destination
  private(set) var parts: [TokenStore.Part] = []

  init(_ destination: Destination) { self.destination = destination }

  /// Appends a passage, given the indices of its pieces among all pieces.
  mutating func append(_ passage: NumberedPassage, _ places: [Int32]) throws {
    try append(
      passage.numbers, places.map { UInt32($0) }, passage.documents, passage.marks,
      isDirect: false)
  }

  private mutating func append(
    _ numbers: NarrowNumbers, _ places: [UInt32], _ documents: [UInt32], _ marks: PassageMarks,
    isDirect: Bool
  ) throws {
    let last = parts.last
    parts.append(try write(numbers, places, documents, marks, isDirect: isDirect, after: last))
  }

  private mutating func write(
    _ numbers: NarrowNumbers, _ places: [UInt32], _ documents: [UInt32], _ marks: PassageMarks,
    isDirect: Bool, after last: TokenStore.Part?
  ) throws -> TokenStore.Part {
    let offset = destination.count
    let placesOffset = offset + numbers.bytes.count
    let documentsOffset = placesOffset + 4 * places.count
    try destination.append(numbers.bytes)
    try destination.append(
      NarrowNumbers(
        places + documents + marks.tokens + marks.characters, width: 4
      ).bytes)
    return TokenStore.Part(
      start: last?.end ?? 0, count: numbers.count, offset: offset, width: numbers.width,
      placesOffset: placesOffset, placeCount: places.count, documentsOffset: documentsOffset,
      documentCount: documents.count,
      documentsBefore: last.map { $0.documentsBefore + $0.documentCount } ?? 0,
      marksOffset: documentsOffset + 4 * documents.count, markCount: marks.tokens.count,
      charactersBefore: marks.charactersBefore, isDirect: isDirect)
  }

  /// Rewrites passages with pieces that are spelled by several tokens.
  mutating func spell(_ pieces: PieceTokens) throws {
    guard !pieces.spelled.isEmpty else { return }
    let old = parts
    parts = []
    for var part in old {
      let places = try numbers(part.placesOffset, part.placeCount)
      if places.contains(where: { pieces.spelled[Int($0)] != nil }) {
        var tokens: [Token] = []
        let old = try numbers(part.marksOffset, 2 * part.markCount)
        var marks = PassageMarks()
        var index = 0
        let bytes = try destination.read(part.offset, part.count * part.width)
        NarrowNumbers.forEach(bytes, width: part.width) { number in
          while case let count = marks.tokens.count, count < part.markCount, old[count] == index {
            marks.add(
              token: tokens.count, part.charactersBefore + Int(old[part.markCount + count]))
          }
          index += 1
          guard number > 0 else { return tokens.append(Vocabulary.documentBoundary) }
          let place = Int(places[number - 1])
          if let spelling = pieces.spelled[place] {
            tokens += spelling
          } else {
            tokens.append(pieces.tokens[place])
          }
        }
        try append(tokens, marks)
      } else {
        part.start = parts.last?.end ?? 0
        parts.append(part)
      }
    }
  }

  private func numbers(_ offset: Int, _ count: Int) throws -> [UInt32] {
    var numbers: [UInt32] = []
    NarrowNumbers.forEach(try destination.read(offset, 4 * count), width: 4) {
      numbers.append(UInt32($0))
    }
    return numbers
  }

  /// Appends tokens directly.
  private mutating func append(_ tokens: [Token], _ marks: PassageMarks) throws {
    var numbers: [Token: UInt32] = [Vocabulary.documentBoundary: 0]
    var places: [UInt32] = []
    var documents: [UInt32] = []
    let packed = tokens.enumerated().map { index, token in
      if token == Vocabulary.documentBoundary { documents.append(UInt32(index)) }
      if let number = numbers[token] { return number }
      places.append(UInt32(token))
      numbers[token] = UInt32(places.count)
      return UInt32(places.count)
    }
    try append(
      NarrowNumbers(packed, count: packed.count, largest: places.count), places, documents,
      marks, isDirect: true)
  }
}

extension TokenStoreWriter<MemoryBytes> {
  mutating func append(direct tokens: [Token]) {
    // Appending to memory never fails.
    try? append(tokens, PassageMarks())
  }

  /// Returns the finished store.
  consuming func finish(pieces: [Token]) -> TokenStore {
    TokenStore(.memory(destination.bytes), parts, pieces: pieces)
  }
}
