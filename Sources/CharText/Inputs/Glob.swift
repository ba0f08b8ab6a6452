/// A path pattern, as in `.gitignore`.
///
/// `*` matches any characters but `/`, `?` one of them, `[a-z]` one of a set and `[!a-z]` one
/// outside it; `\` escapes the next character; `**` between slashes matches any number of folders.
/// A pattern without a slash (except at its end) matches a name at any depth, one with a slash the
/// whole path. A slash at the end restricts it to folders.
package struct Glob: Sendable {
  /// The pattern of one path component.
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
          throw CorpusError.invalidPattern(pattern, problem: "it has two consecutive slashes")
        }
        components.append(.name(try Self.elements(part, pattern)))
      }
    }
    // `**` at the end matches everything in the folder, at least one component.
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
          throw CorpusError.invalidPattern(pattern, problem: "it ends with a backslash")
        }
        elements.append(.scalar(literal))
      default: elements.append(.scalar(scalar))
      }
    }
    return elements
  }

  /// Parses a set after its opening bracket.
  private static func set(
    _ rest: inout ArraySlice<Unicode.Scalar>, _ pattern: String
  ) throws -> Element {
    let isInverted = rest.first == "!" || rest.first == "^"
    if isInverted { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let first = rest.popFirst() {
      // A closing bracket in first position belongs to the set.
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

  /// Returns whether the pattern matches a path, given as its components.
  package func matches(_ path: [[Unicode.Scalar]], isFolder: Bool) -> Bool {
    if isForFolders && !isFolder { return false }
    return Self.matches(components, path) { component, name in
      guard case .name(let elements) = component else { return nil }
      return Self.matches(elements, name) { element, scalar in
        if case .anything = element { nil } else { element.matches(scalar) }
      }
    }
  }

  /// Returns whether a sequence of items matches a sequence of patterns, some of which match any
  /// number of items.
  ///
  /// Backtracking to the last of those is sufficient, so the running time is at most the product of
  /// both lengths. `fits` returns whether a pattern matches an item, and nil if it matches any
  /// number of items.
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
    // The remaining patterns must match an empty sequence, which can be tested with any item.
    guard let any = items.last else { return false }
    return patterns[pattern...].allSatisfy { fits($0, any) == nil }
  }
}
