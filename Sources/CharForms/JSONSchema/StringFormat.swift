internal import Synchronization

/// A format of strings that can be decided; some allow only a part of the texts of their standard.
enum StringFormat: String {
  case date, time, duration, email, hostname, ipv4, ipv6, uuid, uri
  case dateTime = "date-time"
  case uriReference = "uri-reference"
  case jsonPointer = "json-pointer"
  case relativeJSONPointer = "relative-json-pointer"

  /// Expressions that were parsed already.
  private static let known = Mutex<[StringFormat: Expression]>([:])

  /// The texts, as they stand in a JSON string.
  var expression: Expression {
    get throws(ConstraintError) {
      if let known = Self.known.withLock({ $0[self] }) { return known }
      let parsed = try parsed()
      Self.known.withLock { $0[self] = parsed }
      return parsed
    }
  }

  private func parsed() throws(ConstraintError) -> Expression {
    guard self == .email else { return try RegexParser.parse(pattern, .ecma) }
    let word = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    let name = try RegexParser.parse("\(word)(?:\\.\(word))*", .ecma)
    let length = try RegexParser.parse(".{1,64}", .ecma)
    return .sequence([
      try DFA.intersection([DFA(name), DFA(length)]).graph(),
      try RegexParser.parse("@\(pattern)", .ecma),
    ])
  }

  private static let datePattern: String = {
    let leap = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
    let long = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    let short = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    return "(?:[0-9]{4}-(?:\(long)|\(short)|02-(?:0[1-9]|1[0-9]|2[0-8]))|\(leap)-02-29)"
  }()

  /// Without leap seconds, which depend on the date.
  private static let timePattern =
    "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]+)?"
    + "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"

  /// Up to eight labels of up to 30 characters, which together are never too long. No label has hyphens in
  /// its third and fourth place: such labels are encoded.
  private static let hostnamePattern: String = {
    let letter = "[A-Za-z0-9]"
    let inner = "[A-Za-z0-9-]"
    let long = "\(letter)\(inner)(?:\(letter)\(inner)|-\(letter))\(inner){0,25}\(letter)"
    let label = "(?:\(letter){1,2}|\(letter)\(inner){1,2}\(letter)|\(long))"
    return "\(label)(?:\\.\(label)){0,7}"
  }()

  private static let segment = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
  private static let tail: String = {
    let query = "(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
    return "(?:\\?\(query))?(?:#\(query))?"
  }()
  private static let authority: String = {
    let name = "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
    let user = "(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*"
    return "//(?:\(user)@)?\(name)*(?::[0-9]*)?(?:/\(segment)*)*"
  }()
  private static let absolute = "/(?:\(segment)+(?:/\(segment)*)*)?"
  private static let uriPattern =
    "[A-Za-z][A-Za-z0-9+.-]*:(?:\(authority)|\(absolute)|\(segment)+(?:/\(segment)*)*)?\(tail)"
  private static let relative: String = {
    let first = "(?:[A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})+"
    return "(?:\(authority)|\(absolute)|\(first)(?:/\(segment)*)*)?\(tail)"
  }()
  private static let pointer = "(?:/(?:[ !#-.0-Z\\[\\]^-}]|~[01])*)*"

  private static let ipv6Pattern: String = {
    let group = "[0-9A-Fa-f]{1,4}"
    var forms = ["(?:\(group):){7}\(group)", "(?:\(group):){1,7}:", ":(?::\(group)){1,7}", "::"]
    for left in 1...6 { forms.append("(?:\(group):){1,\(left)}(?::\(group)){1,\(7 - left)}") }
    return "(?:\(forms.joined(separator: "|")))"
  }()

  private var pattern: String {
    switch self {
    case .date: Self.datePattern
    case .time: Self.timePattern
    case .dateTime: "\(Self.datePattern)T\(Self.timePattern)"
    case .duration:
      "P(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)(?:T\(Self.clock))?"
        + "|T\(Self.clock))"
    // The part after the @.
    case .email, .hostname: Self.hostnamePattern
    case .ipv4: "\(Self.octet)(?:\\.\(Self.octet)){3}"
    case .ipv6: Self.ipv6Pattern
    case .uuid: "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    case .uri: Self.uriPattern
    case .uriReference: "(?:\(Self.uriPattern)|\(Self.relative))"
    case .jsonPointer: Self.pointer
    case .relativeJSONPointer: "(?:0|[1-9][0-9]*)(?:#|\(Self.pointer))"
    }
  }

  private static let octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
  private static let clock =
    "(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"
}
