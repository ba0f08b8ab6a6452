/// Reads a grammar in the GBNF format of llama.cpp.
struct GBNFParser: ScalarReader {
  let scalars: [UInt32]
  var index = 0
  private var depth = 0
  private var numbers: [String: Int] = [:]
  /// For each rule its name, its expression, and where it is first named.
  private var rules: [(name: String, expression: Expression?, place: Int)] = []

  /// Reads a grammar.
  ///
  /// - Parameters:
  ///   - text: the file.
  ///   - root: the name of the rule of the whole text.
  /// - Returns: the grammar, whose first rule is `root`.
  /// - Throws: ``ConstraintError`` with line and column.
  static func parse(_ text: String, root: String) throws(ConstraintError) -> Grammar {
    var parser = GBNFParser(text)
    // The root has the index 0.
    _ = parser.number(of: root, at: 0)
    parser.skipSpace()
    while parser.next != nil { try parser.rule() }
    return try parser.grammar(root)
  }

  private init(_ text: String) { scalars = text.unicodeScalars.map(\.value) }

  private func grammar(_ root: String) throws(ConstraintError) -> Grammar {
    if rules[0].expression == nil {
      throw ConstraintError("the grammar has no rule \(root)", at: place(0))
    }
    for rule in rules where rule.expression == nil {
      throw error("rule \(rule.name) is not defined", at: rule.place)
    }
    return Grammar(
      rules: rules.map {
        Grammar.Rule(
          name: $0.name, expression: $0.expression ?? .nothing, place: place($0.place))
      })
  }

  // MARK: - Characters

  private func place(_ index: Int) -> ConstraintError.Place {
    var (line, column) = (1, 1)
    for scalar in scalars[..<min(index, scalars.count)] {
      column += 1
      if scalar == 0x0A { (line, column) = (line + 1, 1) }
    }
    return .position(line: line, column: column)
  }

  func error(_ problem: String, at index: Int?) -> ConstraintError {
    ConstraintError(problem, at: place(index ?? self.index))
  }

  private mutating func skipSpace() {
    while let scalar = next {
      switch scalar {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case 0x23: while let scalar = next, scalar != 0x0A { index += 1 }
      default: return
      }
    }
  }

  private static func isName(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }

  private mutating func name() -> String? {
    var name = ""
    while let scalar = next, Self.isName(scalar) {
      name.unicodeScalars.append(Unicode.Scalar(UInt8(scalar)))
      index += 1
    }
    return name.isEmpty ? nil : name
  }

  private mutating func number(of name: String, at place: Int) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = rules.count
    rules.append((name, nil, place))
    return rules.count - 1
  }

  // MARK: - Rules

  private mutating func rule() throws(ConstraintError) {
    let start = index
    guard let name = name() else { throw error("expected the name of a rule") }
    skipSpace()
    guard skip("::=") else { throw error("expected ::= after \(name)") }
    let current = number(of: name, at: start)
    guard rules[current].expression == nil else {
      throw error("rule \(name) is defined twice", at: start)
    }
    skipSpace()
    rules[current].place = start
    rules[current].expression = try alternatives()
    if next == 0x29 { throw error("unmatched )") }
  }

  private mutating func alternatives() throws(ConstraintError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { throw error("groups are nested too deeply") }
    var found = [try sequence()]
    while skip("|") {
      skipSpace()
      found.append(try sequence())
    }
    return found.count == 1 ? found[0] : .choice(found)
  }

  /// True if a rule starts here, so that the one before has ended.
  private mutating func startsRule() -> Bool {
    let start = index
    defer { index = start }
    guard name() != nil else { return false }
    skipSpace()
    return skip("::=")
  }

  private mutating func sequence() throws(ConstraintError) -> Expression {
    var parts: [Expression] = []
    while let scalar = next, scalar != 0x7C, scalar != 0x29 {
      if Self.isName(scalar), startsRule() { break }
      parts.append(try repeated(try element()))
      skipSpace()
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func element() throws(ConstraintError) -> Expression {
    let start = index
    switch next {
    case 0x22:
      index += 1
      var text: [Expression] = []
      while next != 0x22 {
        guard next != nil, next != 0x0A else { throw error("missing \"", at: start) }
        text.append(.scalars(ScalarSet(try character())))
      }
      index += 1
      return text.count == 1 ? text[0] : .sequence(text)
    case 0x5B: return .scalars(try bracket())
    case 0x2E:
      index += 1
      return .scalars(.all)
    case 0x28:
      index += 1
      skipSpace()
      let inner = try alternatives()
      guard skip(")") else { throw error("missing )", at: start) }
      return inner
    case 0x3C, 0x21: throw error("tokens of a vocabulary are not supported")
    default:
      guard let name = name() else {
        throw error("expected a text in quotes, a class, a group or a rule")
      }
      return .rule(number(of: name, at: start))
    }
  }

  private mutating func repeated(_ part: Expression) throws(ConstraintError) -> Expression {
    var part = part
    while true {
      skipSpace()
      let start = index
      if skip("*") {
        part = .any(part)
      } else if skip("+") {
        part = .repetition(part, min: 1, max: nil)
      } else if skip("?") {
        part = .optional(part)
      } else if skip("{") {
        skipSpace()
        guard let min = try number() else { throw error("expected a number") }
        skipSpace()
        var max: Int? = min
        if skip(",") {
          skipSpace()
          max = try number()
          skipSpace()
        }
        guard skip("}") else { throw error("expected }") }
        if let max, max < min {
          throw error("the largest number of repetitions is below the smallest", at: start)
        }
        part = .repetition(part, min: min, max: max)
      } else {
        return part
      }
    }
  }

  private mutating func bracket() throws(ConstraintError) -> ScalarSet {
    let start = index
    index += 1
    let isNegated = skip("^")
    var ranges: [ClosedRange<UInt32>] = []
    while next != 0x5D {
      guard next != nil else { throw error("missing ]", at: start) }
      let place = index
      let low = try character()
      var high = low
      if next == 0x2D, index + 1 < scalars.count, scalars[index + 1] != 0x5D {
        index += 1
        high = try character()
      }
      guard low <= high else { throw error("the range is out of order", at: place) }
      ranges.append(low...high)
    }
    index += 1
    let set = ScalarSet(ranges)
    return isNegated ? set.inverted : set
  }

  /// Reads a character of a text or a class, which may be an escape.
  private mutating func character() throws(ConstraintError) -> UInt32 {
    guard let scalar = next else { throw error("the file ends too early") }
    index += 1
    guard scalar == 0x5C else { return scalar }
    guard let kind = next else { throw error("the file ends too early") }
    index += 1
    switch kind {
    case 0x6E: return 0x0A
    case 0x72: return 0x0D
    case 0x74: return 0x09
    case 0x78: return try hexadecimal(2)
    case 0x75: return try hexadecimal(4)
    case 0x55: return try hexadecimal(8)
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
      throw error("this escape is not known", at: index - 2)
    default: return kind
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(ConstraintError) -> UInt32 {
    let start = index
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let scalar = next.flatMap(Unicode.Scalar.init),
        let digit = Character(scalar).hexDigitValue, value < 0x1000_0000
      else { throw error("expected \(count) hexadecimal digits", at: start) }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    guard Unicode.Scalar(value) != nil else {
      throw error("not the number of a character", at: start)
    }
    return value
  }
}
