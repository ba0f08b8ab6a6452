/// Reads a regular expression.
struct RegexParser: ScalarReader {
  /// Differences between the two kinds of regular expressions.
  enum Dialect {
    /// Classes by Unicode, as in the crate `regex` of Rust.
    case unicode
    /// ECMA-262, as in JSON Schema: `\d` and `\w` are ASCII.
    case ecma
  }

  struct Flags {
    var ignoresCase = false
    var dotMatchesAll = false
    var multiline = false
    var extended = false
  }

  let scalars: [UInt32]
  let dialect: Dialect
  var index = 0
  var flags = Flags()
  private var depth = 0

  /// Reads a regular expression.
  ///
  /// - Returns: the expression, which may have assertions.
  /// - Throws: ``ConstraintError`` that names the column.
  static func parse(_ text: String, _ dialect: Dialect) throws(ConstraintError) -> Expression {
    var parser = RegexParser(text, dialect)
    let expression = try parser.alternation()
    guard parser.next == nil else { throw parser.error("unmatched )") }
    return expression
  }

  private init(_ text: String, _ dialect: Dialect) {
    scalars = text.unicodeScalars.map(\.value)
    self.dialect = dialect
  }

  /// Characters of words, for `\w` and `\b`.
  static func word(_ dialect: Dialect) -> ScalarSet {
    dialect == .ecma ? asciiWord : UnicodeClasses.word
  }

  static let asciiWord = ScalarSet([
    0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A,
  ])
  static let ecmaSpace = UnicodeClasses.space.union(ScalarSet(0xFEFF))
    .subtracting(ScalarSet(0x85))

  // MARK: - Characters

  func error(_ problem: String, at place: Int?) -> ConstraintError {
    ConstraintError("column \((place ?? index) + 1) of the regular expression: \(problem)")
  }

  private mutating func skipSpace() {
    guard flags.extended else { return }
    while let scalar = next {
      if scalar == 0x23 {
        while let scalar = next, scalar != 0x0A { index += 1 }
      } else if UnicodeClasses.space.contains(scalar) {
        index += 1
      } else {
        return
      }
    }
  }

  func set(_ scalar: UInt32) -> Expression {
    .scalars(flags.ignoresCase ? CaseVariants.closure(ScalarSet(scalar)) : ScalarSet(scalar))
  }

  // MARK: - Structure

  private mutating func alternation() throws(ConstraintError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { throw error("groups are nested too deeply") }
    var branches = [try branch()]
    while skip("|") { branches.append(try branch()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func branch() throws(ConstraintError) -> Expression {
    var parts: [Expression] = []
    skipSpace()
    while let scalar = next, scalar != 0x7C, scalar != 0x29 {
      if let part = try atom() { parts.append(try repeated(part)) }
      skipSpace()
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repeated(_ part: Expression) throws(ConstraintError) -> Expression {
    var part = part
    var isFirst = true
    while true {
      skipSpace()
      let start = index
      let bounds: (min: Int, max: Int?)
      switch next {
      case 0x2A: bounds = (0, nil)
      case 0x2B:
        guard isFirst else { throw error("possessive repetition is not supported") }
        bounds = (1, nil)
      case 0x3F: bounds = (0, 1)
      case 0x7B:
        guard let found = try braces() else { return part }
        bounds = found
        index -= 1
      default: return part
      }
      index += 1
      if let max = bounds.max, max < bounds.min {
        throw error("the largest number of repetitions is below the smallest", at: start)
      }
      // A lazy repetition has the same texts.
      _ = skip("?")
      part = .repetition(part, min: bounds.min, max: bounds.max)
      isFirst = false
    }
  }

  /// Reads `{2}`, `{2,}` or `{2,3}`; nil if the brace is a character.
  private mutating func braces() throws(ConstraintError) -> (min: Int, max: Int?)? {
    let start = index
    index += 1
    guard let min = try number() else {
      index = start
      return nil
    }
    var max: Int? = min
    if skip(",") { max = try number() }
    guard skip("}") else {
      index = start
      return nil
    }
    return (min, max)
  }

  /// Reads a part that can be repeated; nil if it is a flag or a brace.
  private mutating func atom() throws(ConstraintError) -> Expression? {
    guard let scalar = next else { return nil }
    switch scalar {
    case 0x28: return try group()
    case 0x5B: return .scalars(try bracket())
    case 0x5C: return try escape()
    case 0x2A, 0x2B, 0x3F: throw error("nothing to repeat")
    case 0x7B:
      let start = index
      if try braces() != nil { throw error("nothing to repeat", at: start) }
    case 0x2E:
      index += 1
      if flags.dotMatchesAll { return .scalars(.all) }
      let ends = dialect == .ecma ? ScalarSet.any(of: "\n\r\u{2028}\u{2029}") : ScalarSet(0x0A)
      return .scalars(ends.inverted)
    case 0x5E:
      index += 1
      return .assertion(flags.multiline ? .lineStart : .textStart)
    case 0x24:
      index += 1
      return .assertion(flags.multiline ? .lineEnd : .textEnd)
    default: break
    }
    index += 1
    return set(scalar)
  }

  private mutating func group() throws(ConstraintError) -> Expression? {
    let start = index
    let outer = flags
    index += 1
    if skip("?") {
      for (text, name) in [
        ("=", "lookahead is"), ("!", "lookahead is"), ("<=", "lookbehind is"),
        ("<!", "lookbehind is"), (">", "atomic groups are"), ("(", "conditions are"),
        ("|", "branch resets are"), ("R)", "recursion is"), ("&", "recursion is"),
        ("P=", "back-references are"), ("P>", "recursion is"),
      ] where looking(at: text) {
        throw error("\(name) not supported", at: start)
      }
      if skip("P<") || skip("<") {
        let name = index
        while let scalar = next, scalar != 0x3E { index += 1 }
        guard index > name, skip(">") else { throw error("expected the name of a group", at: name) }
      } else if try !skipFlags() {
        return nil
      }
    }
    let inner = try alternation()
    guard skip(")") else { throw error("missing )", at: start) }
    flags = outer
    return inner
  }

  /// Reads flags up to their colon. Returns false if they hold for the rest of the group around.
  private mutating func skipFlags() throws(ConstraintError) -> Bool {
    var value = true
    let start = index
    while let scalar = next {
      index += 1
      switch scalar {
      case 0x3A: return true
      case 0x29 where index > start + 1: return false
      case 0x2D where value: value = false
      case 0x69: flags.ignoresCase = value
      case 0x6D: flags.multiline = value
      case 0x73: flags.dotMatchesAll = value
      case 0x78: flags.extended = value
      case 0x55 where dialect == .unicode: break
      case 0x75 where dialect == .unicode && value: break
      default: throw error("this flag is not supported", at: index - 1)
      }
    }
    throw error("missing )", at: start)
  }
}
