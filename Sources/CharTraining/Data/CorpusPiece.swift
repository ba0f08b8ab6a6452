internal import CharText

/// A held-out part of a corpus: whole documents, or part of one.
package struct CorpusPiece: Equatable {
  /// The token range.
  package var range: Range<Int>
  /// The range of Unicode scalars in the text as read.
  package var characters: Range<Int>
}

/// A possible cut position in a corpus.
struct CorpusMark {
  /// Index of the next token.
  var position: Int
  /// Number of Unicode scalars of the text as read before the mark.
  var characters: Int
}

extension CorpusMark {
  fileprivate init(_ mark: TokenStore.Mark) {
    self.init(position: mark.position, characters: mark.characters)
  }
}

extension StoredCorpus {
  /// Returns candidate pieces for a part of `share`: documents, with long files cut at line ends so
  /// that about ten pieces make up the part. If there are very many documents, neighbors stay
  /// together.
  func pieces(forShare share: Double, _ boundary: DocumentBoundary) -> [CorpusPiece] {
    let size = max(1, Int(Double(tokens.count) * share / 10))
    let group = (tokens.documentCount + 1 << 20 - 1) >> 20
    var starts: [CorpusMark] = []
    for document in stride(from: 0, to: tokens.documentCount, by: max(1, group)) {
      let start = tokens.start(ofDocument: document)
      let end = tokens.start(ofDocument: document + group)
      starts.append(mark(at: start))
      let count = boundary == .file && end - start > 2 * size ? (end - start + size - 1) / size : 1
      for cut in 1..<max(1, count) {
        guard
          let mark = tokens.mark(from: start + cut * (end - start) / count).map(CorpusMark.init),
          mark.position < end, mark.position > starts.last?.position ?? 0
        else { continue }
        starts.append(mark)
      }
    }
    let ends = starts.dropFirst() + [mark(at: tokens.count)]
    return zip(starts, ends).map { start, end in
      CorpusPiece(
        range: start.position..<end.position, characters: start.characters..<end.characters)
    }
  }

  /// Returns the first possible cut at or after a token: a position where the number of preceding
  /// characters is known.
  func mark(near position: Int, _ vocabulary: Vocabulary, _ text: TextConfiguration)
    -> CorpusMark
  {
    guard position < tokens.count, let before = tokens.mark(upTo: position).map(CorpusMark.init)
    else {
      return mark(at: tokens.count)
    }
    guard before.position < position else { return before }
    guard text.isText else { return tokens.mark(from: position).map(CorpusMark.init) ?? before }
    // Exactly one byte of each scalar is not a continuation byte.
    let count = tokens.tokens(before.position..<position).count { token in
      token == Vocabulary.unknown
        || vocabulary.bytes(of: token).first.map { $0 & 0xC0 != 0x80 } ?? false
    }
    return CorpusMark(position: position, characters: before.characters + count)
  }

  /// Returns the mark at the start of a document or the end of the corpus.
  func mark(at position: Int) -> CorpusMark {
    position == 0
      ? CorpusMark(position: 0, characters: 0)
      : tokens.mark(from: position).map(CorpusMark.init)
        ?? CorpusMark(position: tokens.count, characters: statistics.characters)
  }
}

extension TextConfiguration {
  /// True if tokens represent exactly the characters that were read, as whole characters or bytes.
  fileprivate var isText: Bool {
    normalization == .none && !foldsCase && lineEnds == .keep && !stripsByteOrderMark
      && unit != .grapheme
  }
}
