internal import CharText

/// Sets of scalars by properties of Unicode.
enum UnicodeClasses {
  /// The scalars of each general category, by its short name.
  private static let categories: [String: ScalarSet] = {
    var ranges: [String: [ClosedRange<UInt32>]] = [:]
    func add(_ range: ClosedRange<UInt32>, _ name: String) {
      ranges[name, default: []].append(range)
    }
    for plane: ClosedRange<UInt32> in [0...0x3FFFF, 0xE0000...0xE0FFF] {
      var (start, category) = (plane.lowerBound, Unicode.GeneralCategory.control)
      for value in plane {
        let next = Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
        guard next != category else { continue }
        if value > start { add(start...value - 1, name(category)) }
        (start, category) = (value, next)
      }
      add(start...plane.upperBound, name(category))
    }
    for value in UInt32(4)...13 { add(value << 16...(value << 16 | 0xFFFF), "Cn") }
    add(0xE1000...0xEFFFF, "Cn")
    for plane: UInt32 in [0xF0000, 0x100000] {
      add(plane...plane + 0xFFFD, "Co")
      add(plane + 0xFFFE...plane + 0xFFFF, "Cn")
    }
    return ranges.mapValues { ScalarSet($0) }
  }()

  private static func name(_ category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }

  /// Long names of general categories, in the loose form of ``loose(_:)``.
  private static let longNames: [String: String] = [
    "letter": "L", "casedletter": "LC", "uppercaseletter": "Lu", "lowercaseletter": "Ll",
    "titlecaseletter": "Lt", "modifierletter": "Lm", "otherletter": "Lo", "mark": "M",
    "nonspacingmark": "Mn", "spacingmark": "Mc", "enclosingmark": "Me", "number": "N",
    "decimalnumber": "Nd", "digit": "Nd", "letternumber": "Nl", "othernumber": "No",
    "punctuation": "P", "punct": "P", "connectorpunctuation": "Pc", "dashpunctuation": "Pd",
    "openpunctuation": "Ps", "closepunctuation": "Pe", "initialpunctuation": "Pi",
    "finalpunctuation": "Pf", "otherpunctuation": "Po", "symbol": "S", "mathsymbol": "Sm",
    "currencysymbol": "Sc", "modifiersymbol": "Sk", "othersymbol": "So", "separator": "Z",
    "spaceseparator": "Zs", "lineseparator": "Zl", "paragraphseparator": "Zp", "other": "C",
    "control": "Cc", "cntrl": "Cc", "format": "Cf", "privateuse": "Co", "unassigned": "Cn",
  ]

  private static func loose(_ name: String) -> String {
    name.lowercased().filter { !"_- ".contains($0) }
  }

  private static func scalars(where isMember: (Unicode.Scalar.Properties) -> Bool) -> ScalarSet {
    var found: [ClosedRange<UInt32>] = []
    for value in UInt32(0)...0x3FFFF {
      guard let scalar = Unicode.Scalar(value), isMember(scalar.properties) else { continue }
      if let last = found.last, last.upperBound + 1 == value {
        found[found.count - 1] = last.lowerBound...value
      } else {
        found.append(value...value)
      }
    }
    return ScalarSet(found)
  }

  private static let alphabetic = scalars(where: \.isAlphabetic)
  private static let uppercase = scalars(where: \.isUppercase)
  private static let lowercase = scalars(where: \.isLowercase)

  /// Characters of words: `\w`.
  static let word = alphabetic.union(category("M")).union(category("Nd")).union(category("Pc"))
    .union(ScalarSet([0x200C...0x200D]))
  /// White space: `\s`.
  static let space = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A,
    0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
  ])
  /// Decimal digits: `\d`.
  static let digit = category("Nd")

  private static func category(_ name: String) -> ScalarSet {
    if name == "LC" { return category("Lu").union(category("Ll")).union(category("Lt")) }
    return ScalarSet(categories.filter { $0.key.hasPrefix(name) }.values.flatMap(\.ranges))
  }

  /// Returns the scalars with a property as in `\p{…}`: a general category, a script, or one of a few
  /// others; nil if the name is not known.
  static func property(_ name: String) -> ScalarSet? {
    let parts = name.split(separator: "=", maxSplits: 1).map { loose(String($0)) }
    guard let last = parts.last else { return nil }
    let kind = parts.count > 1 ? parts[0] : ""
    guard ["", "gc", "generalcategory", "sc", "script"].contains(kind) else { return nil }
    if !kind.hasPrefix("s") {
      switch last {
      case "any": return .all
      case "ascii": return ScalarSet([0...0x7F])
      case "assigned": return category("Cn").inverted
      case "alphabetic", "alpha": return alphabetic
      case "uppercase", "upper": return uppercase
      case "lowercase", "lower": return lowercase
      case "whitespace", "space": return space
      default: break
      }
      let short = longNames[last] ?? last.prefix(1).uppercased() + last.dropFirst()
      if last == "lc" { return category("LC") }
      if short == "LC" || "LMNPSZC".contains(short) || categories[short] != nil {
        return category(short)
      }
    }
    guard let index = Scripts.shared.names.firstIndex(where: { loose($0) == last }), index > 0
    else { return nil }
    return scalars(ofScript: index)
  }

  private static func scalars(ofScript script: Int) -> ScalarSet {
    let scripts = Scripts.shared
    return ScalarSet(
      (UInt32(0)..<0x110000).lazy.filter { scripts.index(of: $0) == script }.map { $0...$0 })
  }

  /// Returns the scalars of a POSIX class such as `alpha`, all ASCII; nil if the name is not known.
  static func posix(_ name: String) -> ScalarSet? {
    let upper: ClosedRange<UInt32> = 0x41...0x5A
    let lower: ClosedRange<UInt32> = 0x61...0x7A
    let digit: ClosedRange<UInt32> = 0x30...0x39
    switch name {
    case "alnum": return ScalarSet([upper, lower, digit])
    case "alpha": return ScalarSet([upper, lower])
    case "ascii": return ScalarSet([0...0x7F])
    case "blank": return .any(of: "\t ")
    case "cntrl": return ScalarSet([0...0x1F, 0x7F...0x7F])
    case "digit": return ScalarSet([digit])
    case "graph": return ScalarSet([0x21...0x7E])
    case "lower": return ScalarSet([lower])
    case "print": return ScalarSet([0x20...0x7E])
    case "punct": return ScalarSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
    case "space": return ScalarSet([0x09...0x0D, 0x20...0x20])
    case "upper": return ScalarSet([upper])
    case "word": return ScalarSet([upper, lower, digit, 0x5F...0x5F])
    case "xdigit": return ScalarSet([digit, 0x41...0x46, 0x61...0x66])
    default: return nil
    }
  }
}
