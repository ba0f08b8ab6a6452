/// Reads a regular expression.
struct RegexParser {
  /// Differences between the two kinds of regular expressions.
  enum Dialect {
    /// Classes by Unicode, as in the crate `regex` of Rust.
    case unicode
    /// ECMA-262, as in JSON Schema: `\d` and `\w` are ASCII.
    case ecma
  }

  private struct Flags {
    var ignoresCase = false
    var dotMatchesAll = false
    var multiline = false
    var extended = false
  }

  private static let deepest = 200
  private static let mostCopies = 1 << 20

  private let scalars: [UInt32]
  private let dialect: Dialect
  private var index = 0
  private var flags = Flags()
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

  private static let asciiWord = ScalarSet([
    0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A,
  ])
  private static let ecmaSpace = UnicodeClasses.space.union(ScalarSet(0xFEFF))
    .subtracting(ScalarSet(0x85))

  // MARK: - Characters

  private func error(_ problem: String, at place: Int? = nil) -> ConstraintError {
    ConstraintError("column \((place ?? index) + 1) of the regular expression: \(problem)")
  }

  private var next: UInt32? { index < scalars.count ? scalars[index] : nil }

  private func looking(at text: String) -> Bool {
    scalars[index...].starts(with: text.unicodeScalars.lazy.map(\.value))
  }

  private mutating func skip(_ text: String) -> Bool {
    guard looking(at: text) else { return false }
    index += text.unicodeScalars.count
    return true
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

  private func set(_ scalar: UInt32) -> Expression {
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

  private mutating func number() throws(ConstraintError) -> Int? {
    var value: Int?
    while let scalar = next, (0x30...0x39).contains(scalar) {
      value = (value ?? 0) * 10 + Int(scalar - 0x30)
      index += 1
      guard value ?? 0 <= Self.mostCopies else { throw error("too many repetitions") }
    }
    return value
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

  // MARK: - Escapes

  private mutating func escape() throws(ConstraintError) -> Expression {
    let start = index
    guard index + 1 < scalars.count else { throw error("nothing after \\") }
    switch scalars[index + 1] {
    case 0x62:  // b
      index += 2
      if dialect == .unicode && looking(at: "{") {
        throw error("half word boundaries are not supported", at: start)
      }
      return .assertion(.wordBoundary)
    case 0x42:  // B
      index += 2
      return .assertion(.notWordBoundary)
    case 0x41 where dialect == .unicode:  // A
      index += 2
      return .assertion(.textStart)
    case 0x7A where dialect == .unicode:  // z
      index += 2
      return .assertion(.textEnd)
    case 0x31...0x39, 0x6B: throw error("back-references are not supported")
    default: break
    }
    let found = try characterEscape()
    return .scalars(flags.ignoresCase ? CaseVariants.closure(found) : found)
  }

  /// Reads an escape for a character or a class of characters.
  private mutating func characterEscape() throws(ConstraintError) -> ScalarSet {
    let start = index
    index += 1
    guard let scalar = next else { throw error("nothing after \\", at: start) }
    index += 1
    switch scalar {
    case 0x64, 0x44:
      let set = dialect == .ecma ? ScalarSet([0x30...0x39]) : UnicodeClasses.digit
      return scalar == 0x64 ? set : set.inverted
    case 0x77, 0x57:
      let set = Self.word(dialect)
      return scalar == 0x77 ? set : set.inverted
    case 0x73, 0x53:
      let set = dialect == .ecma ? Self.ecmaSpace : UnicodeClasses.space
      return scalar == 0x73 ? set : set.inverted
    case 0x70, 0x50: return try property(isNegated: scalar == 0x50, start)
    case 0x6E: return ScalarSet(0x0A)
    case 0x72: return ScalarSet(0x0D)
    case 0x74: return ScalarSet(0x09)
    case 0x66: return ScalarSet(0x0C)
    case 0x76: return ScalarSet(0x0B)
    case 0x61 where dialect == .unicode: return ScalarSet(0x07)
    case 0x30 where dialect == .ecma:
      if let digit = next, (0x30...0x39).contains(digit) {
        throw error("octal escapes are not supported", at: start)
      }
      return ScalarSet(0)
    case 0x63 where dialect == .ecma:
      guard let letter = next, (0x41...0x5A).contains(letter & ~0x20) else {
        throw error("expected a letter", at: index)
      }
      index += 1
      return ScalarSet(letter & 0x1F)
    case 0x78: return ScalarSet(try hexadecimal(2))
    case 0x75:
      var value = try hexadecimal(4, allowsSurrogates: true)
      if (0xD800..<0xDC00).contains(value), skip("\\u") {
        let low = try hexadecimal(4, allowsSurrogates: true)
        guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard Unicode.Scalar(value) != nil else { throw error("half a surrogate pair", at: start) }
      return ScalarSet(value)
    case 0x55 where dialect == .unicode: return ScalarSet(try hexadecimal(8))
    case 0x3C where dialect == .unicode, 0x3E where dialect == .unicode:
      throw error("half word boundaries are not supported", at: start)
    default:
      let isLetter = (0x30...0x39).contains(scalar) || (0x41...0x5A).contains(scalar & ~0x20)
      guard !isLetter else { throw error("this escape is not supported", at: start) }
      return ScalarSet(scalar)
    }
  }

  private mutating func hexadecimal(
    _ count: Int, allowsSurrogates: Bool = false
  ) throws(ConstraintError) -> UInt32 {
    let start = index
    var digits = ""
    if skip("{") {
      while let scalar = next, scalar != 0x7D, digits.count < 9 {
        digits.unicodeScalars.append(Unicode.Scalar(scalar) ?? "?")
        index += 1
      }
      guard skip("}") else { throw error("missing }", at: start) }
    } else {
      while digits.count < count, let scalar = next {
        digits.unicodeScalars.append(Unicode.Scalar(scalar) ?? "?")
        index += 1
      }
      guard digits.count == count else { throw error("expected \(count) digits", at: start) }
    }
    guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16),
      allowsSurrogates && value <= 0x10FFFF || Unicode.Scalar(value) != nil
    else { throw error("not the number of a character", at: start) }
    return value
  }

  private mutating func property(
    isNegated: Bool, _ start: Int
  ) throws(ConstraintError) -> ScalarSet {
    var isNegated = isNegated
    var name = ""
    if skip("{") {
      if dialect == .unicode, skip("^") { isNegated.toggle() }
      while let scalar = next, scalar != 0x7D {
        name.unicodeScalars.append(Unicode.Scalar(scalar) ?? "?")
        index += 1
      }
      guard skip("}") else { throw error("missing }", at: start) }
    } else if let scalar = next, dialect == .unicode {
      name.unicodeScalars.append(Unicode.Scalar(scalar) ?? "?")
      index += 1
    }
    guard let set = UnicodeClasses.property(name) else {
      throw error("the property \(name) is not known", at: start)
    }
    return isNegated ? set.inverted : set
  }

  // MARK: - Classes

  private mutating func bracket() throws(ConstraintError) -> ScalarSet {
    let start = index
    index += 1
    let isNegated = skip("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while true {
      guard let scalar = next else { throw error("missing ]", at: start) }
      if scalar == 0x5D, !isFirst || dialect == .ecma { break }
      isFirst = false
      if dialect == .unicode {
        if looking(at: "&&") || looking(at: "~~") {
          throw error("operations on classes are not supported; escape the character")
        }
        if scalar == 0x5B {
          ranges += try posixClass().ranges
          continue
        }
      }
      let (low, single) = try classCharacter()
      guard let single, next == 0x2D, index + 1 < scalars.count, scalars[index + 1] != 0x5D else {
        ranges += low.ranges
        continue
      }
      let dash = index
      index += 1
      if dialect == .unicode, next == 0x5B { throw error("a class cannot end a range") }
      guard let high = try classCharacter().single else {
        throw error("a class cannot end a range", at: dash)
      }
      guard single <= high else { throw error("the range is out of order", at: dash) }
      ranges.append(single...high)
    }
    index += 1
    var set = ScalarSet(ranges)
    if flags.ignoresCase { set = CaseVariants.closure(set) }
    return isNegated ? set.inverted : set
  }

  /// Reads a character or a class in brackets; `single` is nil for a class.
  private mutating func classCharacter() throws(ConstraintError) -> (
    set: ScalarSet, single: UInt32?
  ) {
    guard let scalar = next else { throw error("missing ]") }
    guard scalar == 0x5C else {
      index += 1
      return (ScalarSet(scalar), scalar)
    }
    if dialect == .ecma, skip("\\b") { return (ScalarSet(0x08), 0x08) }
    let kind = index + 1 < scalars.count ? scalars[index + 1] : 0
    let set = try characterEscape()
    let isClass = [0x64, 0x44, 0x77, 0x57, 0x73, 0x53, 0x70, 0x50].contains(kind)
    return (set, isClass ? nil : set.first?.value)
  }

  private mutating func posixClass() throws(ConstraintError) -> ScalarSet {
    let start = index
    guard skip("[:") else {
      throw error("a class within a class is not supported; escape the [")
    }
    let isNegated = skip("^")
    var name = ""
    while let scalar = next, scalar != 0x3A, name.count < 10 {
      name.unicodeScalars.append(Unicode.Scalar(scalar) ?? "?")
      index += 1
    }
    guard skip(":]"), let set = UnicodeClasses.posix(name) else {
      throw error("the class \(name) is not known", at: start)
    }
    return isNegated ? set.inverted : set
  }
}
