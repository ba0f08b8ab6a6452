/// A pattern for paths, as in `.gitignore`.
///
/// `*` stands for any characters but `/`, `?` for one of them, `[a-z]` for one of a set and `[!a-z]`
/// for one that is not in it; `\` takes what follows literally; `**` between slashes stands for any
/// number of folders. A pattern without a slash (but at its end) is about a name at any depth, one
/// with a slash about the whole path. With a slash at its end it is about folders only.
package struct Glob: Sendable {
  /// What one component of a path is matched by.
  private enum Component {
    /// `**`.
    case anyFolders
    case name([Element])
  }

  private enum Element {
    case anything
    case anyone
    case scalar(Unicode.Scalar)
    case oneOf([ClosedRange<Unicode.Scalar>], isInverted: Bool)

    func matches(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .anything: false
      case .anyone: true
      case .scalar(let own): own == scalar
      case .oneOf(let ranges, let isInverted):
        ranges.contains { $0.contains(scalar) } != isInverted
      }
    }
  }

  private let components: [Component]
  private let isForFolders: Bool

  /// Reads a pattern.
  ///
  /// - Throws: ``CorpusError/invalidPattern(_:problem:)``.
  package init(_ pattern: String) throws {
    var text = Array(pattern.unicodeScalars)[...]
    isForFolders = text.last == "/"
    if isForFolders { text.removeLast() }
    let isAnchored = text.contains("/")
    if text.first == "/" { text.removeFirst() }
    guard !text.isEmpty else { throw CorpusError.invalidPattern(pattern, problem: "it is empty") }
    var components: [Component] = isAnchored ? [] : [.anyFolders]
    for part in text.split(separator: "/", omittingEmptySubsequences: false) {
      if part.elementsEqual(["*", "*"]) {
        components.append(.anyFolders)
      } else {
        guard !part.isEmpty else {
          throw CorpusError.invalidPattern(pattern, problem: "two slashes stand side by side")
        }
        components.append(.name(try Self.elements(part, pattern)))
      }
    }
    // `**` at the end is all that is in the folder, which is something.
    if case .anyFolders? = components.last { components.append(.name([.anything])) }
    self.components = components
  }

  private static func elements(
    _ part: ArraySlice<Unicode.Scalar>, _ pattern: String
  ) throws -> [Element] {
    var elements: [Element] = []
    var rest = part
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": elements.append(.anything)
      case "?": elements.append(.anyone)
      case "[": elements.append(try set(&rest, pattern))
      case "\\":
        guard let literal = rest.popFirst() else {
          throw CorpusError.invalidPattern(pattern, problem: "nothing follows its last backslash")
        }
        elements.append(.scalar(literal))
      default: elements.append(.scalar(scalar))
      }
    }
    return elements
  }

  /// A set, behind its opening bracket.
  private static func set(
    _ rest: inout ArraySlice<Unicode.Scalar>, _ pattern: String
  ) throws -> Element {
    let isInverted = rest.first == "!" || rest.first == "^"
    if isInverted { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let first = rest.popFirst() {
      // A bracket that stands first is one of the set.
      if first == "]", !ranges.isEmpty { return .oneOf(ranges, isInverted: isInverted) }
      guard rest.first == "-", let last = rest.dropFirst().first, last != "]" else {
        ranges.append(first...first)
        continue
      }
      rest.removeFirst(2)
      guard first <= last else {
        throw CorpusError.invalidPattern(pattern, problem: "the range \(first)-\(last) is empty")
      }
      ranges.append(first...last)
    }
    throw CorpusError.invalidPattern(pattern, problem: "a [ has no ]")
  }

  /// Whether the pattern is about a path, given as its components.
  package func matches(_ path: [[Unicode.Scalar]], isFolder: Bool) -> Bool {
    if isForFolders && !isFolder { return false }
    return Self.matches(components, path) { component, name in
      guard case .name(let elements) = component else { return nil }
      return Self.matches(elements, name) { element, scalar in
        if case .anything = element { nil } else { element.matches(scalar) }
      }
    }
  }

  /// Whether a row of items fits a row of patterns, of which some stand for any number of items.
  ///
  /// Going back to the last of those is enough, so that no pattern takes longer than the product of
  /// both lengths. `fits` says whether an item fits a pattern; nil if that fits any number of items.
  private static func matches<Pattern, Item>(
    _ patterns: [Pattern], _ items: [Item], fits: (Pattern, Item) -> Bool?
  ) -> Bool {
    var (pattern, item) = (0, 0)
    var retry: (pattern: Int, item: Int)?
    while item < items.count {
      let answer = pattern < patterns.count ? fits(patterns[pattern], items[item]) : false
      if answer == nil {
        pattern += 1
        retry = (pattern, item)
      } else if answer == true {
        pattern += 1
        item += 1
      } else if let last = retry {
        (pattern, item) = (last.pattern, last.item + 1)
        retry = (last.pattern, last.item + 1)
      } else {
        return false
      }
    }
    // What is left has to fit nothing at all, which any item tells as well as another.
    guard let any = items.last else { return false }
    return patterns[pattern...].allSatisfy { fits($0, any) == nil }
  }
}
