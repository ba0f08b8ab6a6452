/// Escapes and classes of characters.
extension RegexParser {
  // MARK: - Escapes

  mutating func escape() throws(ConstraintError) -> Expression {
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

  mutating func bracket() throws(ConstraintError) -> ScalarSet {
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
