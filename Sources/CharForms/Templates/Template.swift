/// A text with gaps.
///
///     let letter = try Template("Dear {name:1-12}, {sentence} Yours, {name}", readsBraces: true)
///
/// In braces stand, in any order and separated by spaces: a kind (`text`, `word`, `sentence`, `line`), a length in
/// characters (`3`, `2-4`), a regular expression (`/[a-z]+ly/`) and a temperature (`t=0.7`). A name with a colon
/// comes first; `{name}` is the same text again. `{{` and `}}` are braces. The blank, `___`, is a gap as well.
public struct Template: Sendable {
  /// A piece of a template.
  public enum Part: Sendable, Equatable {
    /// Text that stays.
    case text(String)
    /// A gap, by its index in ``gaps``. A gap that occurs several times has the same text everywhere.
    case gap(Int)
  }

  /// The spelling of a blank.
  public static let blank = "___"

  /// The pieces in their order; no two texts follow each other, and none is empty.
  public private(set) var parts: [Part] = []
  /// The gaps in the order in which they occur first.
  public private(set) var gaps: [Gap] = []

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - blank: the spelling of a blank, not empty; a longer run of its only character is one blank too.
  ///   - gap: the gap that each blank stands for; nil = any text of a usual length.
  ///   - readsBraces: whether braces are gaps.
  /// - Throws: ``ConstraintError`` with the place of a gap that is misspelled or cannot be filled.
  public init(
    _ text: String, blank: String = Template.blank, filledBy gap: Gap? = nil,
    readsBraces: Bool = false
  ) throws(ConstraintError) {
    precondition(!blank.isEmpty, "an empty blank")
    self.init()
    let usual: Gap
    if let gap { usual = gap } else { usual = try Gap(source: blank) }
    var parser = TemplateParser(text, blank: blank, usual, readsBraces: readsBraces)
    try parser.parse(into: &self)
  }

  /// Creates an empty template, to which pieces are appended.
  public init() {}

  /// Appends text.
  ///
  /// - Parameter text: the text.
  public mutating func append(_ text: String) {
    guard !text.isEmpty else { return }
    if case .text(let before)? = parts.last {
      parts[parts.count - 1] = .text(before + text)
    } else {
      parts.append(.text(text))
    }
  }

  /// Appends a gap.
  ///
  /// - Parameter gap: the gap.
  public mutating func append(_ gap: Gap) {
    parts.append(.gap(gaps.count))
    gaps.append(gap)
  }

  /// Appends a gap that has occurred before.
  ///
  /// - Parameter index: its index in ``gaps``.
  public mutating func appendGap(at index: Int) {
    precondition(gaps.indices.contains(index), "gap \(index) of \(gaps.count)")
    parts.append(.gap(index))
  }

  /// Returns the text with its gaps filled.
  ///
  /// - Parameter fillings: the text of each gap.
  /// - Returns: the text.
  public func text(filledWith fillings: [String]) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .gap(let gap): fillings[gap]
      }
    }.joined()
  }
}
