/// Reads a formula and builds its graph on the way.
///
///     formula    = statement { ";" statement }          the last one is the result
///     statement  = [ name "=" ] sum
///     sum        = product { ("+" | "-") product }
///     product    = factor { ("*" | "/") factor }
///     factor     = "-" factor | power
///     power      = atom [ "^" factor ]
///     atom       = number | name | function "(" sum { "," sum } ")" | "(" sum ")"
struct FormulaParser {
  private let graph = Graph()
  private let formula: String
  private let values: [String: Double]
  private var lexer: FormulaLexer
  /// The nodes of the names so far.
  private var scope: [String: Variable] = [:]
  /// The name that each named node is drawn with.
  private var names: [Variable: String] = [:]
  private var constants: [Double: Variable] = [:]
  private var results: [Operands: Variable] = [:]
  private var depth = 0

  private struct Operands: Hashable {
    let operation: String
    let operands: [Variable]
  }

  /// Reads a formula.
  ///
  /// - Parameters:
  ///   - formula: the text.
  ///   - values: those of its variables.
  /// - Returns: the formula, all values computed.
  /// - Throws: `FormulaError`.
  static func parse(_ formula: String, values: [String: Double]) throws -> Formula {
    var parser = try FormulaParser(formula, values)
    return try parser.parse()
  }

  private init(_ formula: String, _ values: [String: Double]) throws {
    self.formula = formula
    self.values = values
    lexer = try FormulaLexer(formula)
  }

  private mutating func parse() throws -> Formula {
    var result = try statement()
    while try lexer.take(";") {
      if lexer.token == .end { break }
      result = try statement()
    }
    guard lexer.token == .end else {
      throw lexer.error("expected an operator or the end, but found \(lexer.token)")
    }
    return Formula(graph: graph, result: result, names: names)
  }

  private mutating func statement() throws -> Variable {
    let start = lexer
    if case .name(let name) = lexer.token {
      try lexer.advance()
      if try lexer.take("=") {
        guard scope[name] == nil, FormulaFunction(name) == nil else {
          throw start.error("\(name) has a meaning already; take another name")
        }
        let result = try sum()
        scope[name] = result
        if names[result] == nil && !result.isConstant { names[result] = name }
        return result
      }
      lexer = start
    }
    return try sum()
  }

  private mutating func sum() throws -> Variable {
    var result = try product()
    while true {
      if try lexer.take("+") {
        result = try combine(.add, result, product())
      } else if try lexer.take("-") {
        result = try combine(.subtract, result, product())
      } else {
        return result
      }
    }
  }

  private mutating func product() throws -> Variable {
    var result = try factor()
    while true {
      if try lexer.take("*") {
        result = try combine(.multiply, result, factor())
      } else if try lexer.take("/") {
        result = try combine(.divide, result, factor())
      } else {
        return result
      }
    }
  }

  private mutating func factor() throws -> Variable {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw lexer.error("more than 100 parts inside each other") }
    guard try lexer.take("-") else { return try power() }
    let operand = try factor()
    return operand.isConstant
      ? constant(-operand.value[0, 0])
      : try node("−", [operand]) { .each(.negative, $0[0]) }
  }

  private mutating func power() throws -> Variable {
    let base = try atom()
    return try lexer.take("^") ? combine(.power, base, factor()) : base
  }

  private mutating func atom() throws -> Variable {
    let start = lexer
    switch lexer.token {
    case .number(let number):
      try lexer.advance()
      return constant(number)
    case .name(let name):
      try lexer.advance()
      if let function = FormulaFunction(name) { return try call(function, name) }
      return try variable(name, start)
    case .symbol("("):
      try lexer.advance()
      let result = try sum()
      try close()
      return result
    default:
      throw start.error("expected a number, a name or (, but found \(start.token)")
    }
  }

  private mutating func call(_ function: FormulaFunction, _ name: String) throws -> Variable {
    guard try lexer.take("(") else { throw lexer.error("expected ( after the function \(name)") }
    let first = try sum()
    switch function {
    case .one(let function):
      try close()
      return try node(name, [first]) { .each(function, $0[0]) }
    case .squareRoot:
      try close()
      return try combine(.power, first, constant(0.5))
    case .maximum:
      guard try lexer.take(",") else {
        throw lexer.error("expected a comma; max takes two numbers")
      }
      let second = try sum()
      try close()
      return try combine(.maximum, first, second)
    }
  }

  private mutating func close() throws {
    guard try lexer.take(")") else { throw lexer.error("expected ), but found \(lexer.token)") }
  }

  private mutating func variable(_ name: String, _ start: FormulaLexer) throws -> Variable {
    if let known = scope[name] { return known }
    guard lexer.token != .symbol("(") else {
      throw start.error(
        "no function \(name); there are \(FormulaFunction.names.joined(separator: ", "))")
    }
    guard let value = values[name] else {
      var error = start.error("\(name) has no value")
      error.missing = name
      throw error
    }
    let variable = graph.variable(value)
    scope[name] = variable
    names[variable] = name
    return variable
  }

  private mutating func constant(_ number: Double) -> Variable {
    if let known = constants[number] { return known }
    let constant = graph.constant(number)
    constants[number] = constant
    return constant
  }

  private mutating func combine(
    _ arithmetic: Arithmetic, _ a: Variable, _ b: Variable
  ) throws -> Variable {
    try node(arithmetic.rawValue, [a, b]) { .both(arithmetic, $0[0], $0[1]) }
  }

  /// The node of an operation on these operands, a new one if there is none yet.
  private mutating func node(
    _ operation: String, _ operands: [Variable], make: ([Variable]) -> Variable
  ) throws -> Variable {
    let key = Operands(operation: operation, operands: operands)
    if let known = results[key] { return known }
    guard results.count < Formula.largestCount else {
      throw lexer.error("more than \(Formula.largestCount) nodes; draw a part of it")
    }
    let result = make(operands)
    results[key] = result
    return result
  }
}
