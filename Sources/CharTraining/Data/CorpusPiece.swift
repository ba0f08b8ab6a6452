internal import CharText

/// Part of a corpus that is held out: whole documents, or part of one.
package struct CorpusPiece: Equatable {
  /// Its tokens.
  package var range: Range<Int>
  /// Its Unicode scalars, in the text as read.
  package var characters: Range<Int>
}

/// A place where a corpus may be cut.
struct CorpusMark {
  /// The number of the token after it.
  var position: Int
  /// Unicode scalars of the text as read before it.
  var characters: Int
}

extension CorpusMark {
  fileprivate init(_ mark: TokenStore.Mark) {
    self.init(position: mark.position, characters: mark.characters)
  }
}

extension StoredCorpus {
  /// Pieces that a part of `share` may be drawn from: documents, and of files that are long about ten for the
  /// part, cut at ends of lines. Of very many documents, neighbors stay together.
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

  /// Where the text may be cut at or near a token: there if the characters before it are known, else at the
  /// next place where they are.
  func mark(near position: Int, _ vocabulary: Vocabulary, _ text: TextConfiguration)
    -> CorpusMark
  {
    guard position < tokens.count, let before = tokens.mark(upTo: position).map(CorpusMark.init)
    else {
      return mark(at: tokens.count)
    }
    guard before.position < position else { return before }
    guard text.isText else { return tokens.mark(from: position).map(CorpusMark.init) ?? before }
    // One of the bytes of a scalar does not continue it.
    let count = tokens.tokens(before.position..<position).count { token in
      token == Vocabulary.unknown
        || vocabulary.bytes(of: token).first.map { $0 & 0xC0 != 0x80 } ?? false
    }
    return CorpusMark(position: position, characters: before.characters + count)
  }

  /// The mark of a place where a document starts or the corpus ends.
  func mark(at position: Int) -> CorpusMark {
    position == 0
      ? CorpusMark(position: 0, characters: 0)
      : tokens.mark(from: position).map(CorpusMark.init)
        ?? CorpusMark(position: tokens.count, characters: statistics.characters)
  }
}

extension TextConfiguration {
  /// Whether tokens stand for exactly the characters that were read, and for whole ones or their bytes.
  fileprivate var isText: Bool {
    normalization == .none && !foldsCase && lineEnds == .keep && !stripsByteOrderMark
      && unit != .grapheme
  }
}
