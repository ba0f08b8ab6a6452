internal import CharForms
internal import CharText

/// A template in the tokens of a model and in the order in which it reads.
struct DirectedTemplate: Sendable {
  /// A piece after a gap.
  enum Item: Sendable {
    case text([Token])
    /// The text of a gap that is filled already.
    case copy(Int)
  }

  /// A gap, and what follows it up to the next one.
  struct Segment: Sendable {
    var gap: Int
    var items: [Item] = []
  }

  /// The tokens before the first gap.
  private(set) var start: [Token] = []
  private(set) var segments: [Segment] = []
  let gapCount: Int

  /// Converts a template.
  ///
  /// - Parameters:
  ///   - template: a template with a gap.
  ///   - tokenizer: the tokenizer of the model.
  ///   - context: the number of tokens after the last gap that are kept. Where nothing follows it, it is followed
  ///     by the end of the line or, if the documents of the model are lines, of the document; unless the number is 0.
  /// - Throws: `TokenizerError` if the model does not accept the text.
  init(_ template: Template, _ tokenizer: Tokenizer, context: Int) throws(TokenizerError) {
    gapCount = template.gaps.count
    let isBackward = tokenizer.configuration.direction == .backward
    var items: [(gap: Int?, tokens: [Token])] = []
    for (index, part) in template.parts.enumerated() {
      switch part {
      case .gap(let gap): items.append((gap, []))
      case .text(let text):
        let tokens = try tokenizer.encode(Array(text.utf8), isStart: index == 0)
        items.append((nil, isBackward ? tokens.reversed() : tokens))
      }
    }
    if isBackward { items.reverse() }
    if let first = items.first, first.gap == nil {
      start = first.tokens
      items.removeFirst()
    }
    if let last = items.last, last.gap == nil {
      items[items.count - 1].tokens = Array(last.tokens.prefix(context))
    } else if context > 0 {
      items.append((nil, [Self.end(tokenizer)]))
    }
    var filled: Set<Int> = []
    for item in items {
      if let gap = item.gap, filled.insert(gap).inserted {
        segments.append(Segment(gap: gap))
      } else {
        segments[segments.count - 1].items.append(item.gap.map { .copy($0) } ?? .text(item.tokens))
      }
    }
  }

  /// The token after a text.
  private static func end(_ tokenizer: Tokenizer) -> Token {
    let lineEnd = tokenizer.tokens(of: "\n")
    guard tokenizer.configuration.boundary != .line, lineEnd != [Vocabulary.unknown],
      lineEnd.count == 1
    else { return Vocabulary.documentBoundary }
    return lineEnd[0]
  }

  /// The tokens after a gap up to the next one.
  func tokens(after segment: Segment, _ fillings: [[Token]]) -> [Token] {
    segment.items.flatMap { item in
      switch item {
      case .text(let tokens): tokens
      case .copy(let gap): fillings[gap]
      }
    }
  }

  /// The tokens after the start.
  func tokens(filledWith fillings: [[Token]]) -> [Token] {
    segments.flatMap { fillings[$0.gap] + tokens(after: $0, fillings) }
  }
}
