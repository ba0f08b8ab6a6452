/// Cuts a formula into numbers, names and symbols, one at a time.
struct FormulaLexer {
  enum Token: Equatable, CustomStringConvertible {
    case number(Double)
    case name(String)
    case symbol(Character)
    case end

    var description: String {
      switch self {
      case .number(let number): number.digits
      case .name(let name): name
      case .symbol(let symbol): String(symbol)
      case .end: "the end"
      }
    }
  }

  /// The token at hand.
  private(set) var token = Token.end

  private let characters: [Character]
  /// The start of the token and that of the next one.
  private var start = 0
  private var next = 0

  /// Starts at the first token.
  init(_ formula: String) throws {
    characters = Array(formula)
    try advance()
  }

  /// An error at the token at hand.
  func error(_ problem: String) -> FormulaError {
    FormulaError(formula: String(characters), column: start + 1, problem: problem)
  }

  /// Goes on to the next token if the one at hand is this symbol.
  mutating func take(_ symbol: Character) throws -> Bool {
    guard token == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  /// Goes on to the next token.
  mutating func advance() throws {
    _ = run(\.isWhitespace)
    start = next
    guard next < characters.count else {
      token = .end
      return
    }
    let first = characters[next]
    if first.isASCIIDigit || first == "." {
      token = .number(try number())
    } else if first.isLetter || first == "_" {
      token = .name(run { $0.isLetter || $0.isNumber || $0 == "_" })
    } else {
      next += 1
      guard let symbol = FormulaLexer.symbols[first] else {
        throw error("\(first) means nothing here")
      }
      token = .symbol(symbol)
    }
  }

  /// The symbols of formulas and their meanings.
  private static let symbols: [Character: Character] = [
    "+": "+", "-": "-", "−": "-", "*": "*", "×": "*", "·": "*", "/": "/", "÷": "/", "^": "^",
    "(": "(", ")": ")", ",": ",", "=": "=", ";": ";",
  ]

  private mutating func number() throws -> Double {
    var text = run { $0.isASCIIDigit || $0 == "." }
    let mantissaEnd = next
    if next < characters.count, characters[next] == "e" {
      next += 1
      let sign = next < characters.count && "+-".contains(characters[next])
      if sign { next += 1 }
      let digits = run(\.isASCIIDigit)
      if digits.isEmpty {
        next = mantissaEnd  // A name follows.
      } else {
        text = String(characters[start..<next])
      }
    }
    guard let number = Double(text) else { throw error("\(text) is no number") }
    guard number.isFinite else { throw error("\(text) is too large") }
    return number
  }

  /// The characters up to the first that is different.
  private mutating func run(_ belongs: (Character) -> Bool) -> String {
    let from = next
    while next < characters.count, belongs(characters[next]) { next += 1 }
    return String(characters[from..<next])
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
