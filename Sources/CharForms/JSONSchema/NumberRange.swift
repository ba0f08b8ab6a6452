/// A range of numbers, and the texts of those numbers without exponents.
struct NumberRange: Sendable {
  struct Bound: Sendable {
    var value: Decimal
    var isExclusive: Bool
  }

  var lower: Bound?
  var upper: Bound?
  var isInteger = false
  /// Whole numbers that divide the number.
  var divisors: [Int] = []

  /// The largest divisor.
  static let largestDivisor = 5_000
  /// The number of digits of whole numbers without a bound: those that programs agree on.
  private static let wholeDigits = 16

  private static let digit = Expression.scalars(ScalarSet([0x30...0x39]))
  private static let nonzero = digits(1...9)
  private static let digits = Expression.any(digit)
  private static let minus = Expression.literal("-")

  private static func digits(_ range: ClosedRange<UInt32>) -> Expression {
    .scalars(ScalarSet([range.lowerBound + 0x30...range.upperBound + 0x30]))
  }

  private static func literal(_ digits: some Sequence<UInt8>) -> [Expression] {
    digits.map { Self.digits(UInt32($0)...UInt32($0)) }
  }

  /// Any number.
  static var any: Expression { NumberRange().all }

  /// Any number, or any whole number.
  private var all: Expression {
    let digits: Expression =
      isInteger ? .repetition(Self.digit, min: 0, max: Self.wholeDigits - 1) : Self.digits
    let whole = Expression.choice([.literal("0"), .sequence([Self.nonzero, digits])])
    guard !isInteger else { return .sequence([.optional(Self.minus), whole]) }
    return .sequence([
      .optional(Self.minus), whole,
      .optional(
        .sequence([.literal("."), .repetition(Self.digit, min: 1, max: nil)])),
      .optional(
        .sequence([
          .scalars(.any(of: "eE")), .optional(.scalars(.any(of: "+-"))),
          .repetition(Self.digit, min: 1, max: nil),
        ])),
    ])
  }

  /// Adds a bound from below.
  mutating func add(lower value: Decimal, isExclusive: Bool) {
    if let lower, lower.value > value || (lower.value == value && lower.isExclusive) { return }
    lower = Bound(value: value, isExclusive: isExclusive)
  }

  /// Adds a bound from above.
  mutating func add(upper value: Decimal, isExclusive: Bool) {
    if let upper, upper.value < value || (upper.value == value && upper.isExclusive) { return }
    upper = Bound(value: value, isExclusive: isExclusive)
  }

  /// True if a number is in the range, nil if that is not known.
  func contains(_ number: Decimal) -> Bool? {
    if let lower, number < lower.value || (lower.isExclusive && number == lower.value) {
      return false
    }
    if let upper, upper.value < number || (upper.isExclusive && number == upper.value) {
      return false
    }
    guard isInteger || !divisors.isEmpty else { return true }
    if !number.fraction.isEmpty { return false }
    if divisors.isEmpty { return true }
    guard let integer = number.integer else { return nil }
    return divisors.allSatisfy { integer % $0 == 0 }
  }

  /// The texts of the numbers.
  ///
  /// - Throws: ``ConstraintError`` if the automaton is too large.
  func expression() throws(ConstraintError) -> Expression {
    var range = self
    // Multiples of a whole number are whole.
    if !divisors.isEmpty { range.isInteger = true }
    guard lower != nil || upper != nil || !divisors.isEmpty else { return range.all }
    var parts: [Expression] = []
    if upper.map({ !$0.value.isNegative && !($0.isExclusive && $0.value == .zero) }) ?? true {
      parts.append(
        try range.magnitude(
          from: lower.flatMap { $0.value.isNegative ? nil : $0 }, to: upper))
    }
    if lower.map({ $0.value.isNegative }) ?? true {
      let from = upper.flatMap { $0.value.isNegative || $0.value == .zero ? $0 : nil }
      // −0 is not written.
      let least = from ?? Bound(value: .zero, isExclusive: true)
      let magnitude = try range.magnitude(
        from: Bound(
          value: least.value.magnitude,
          isExclusive: least.isExclusive || least.value == .zero),
        to: lower.map { Bound(value: $0.value.magnitude, isExclusive: $0.isExclusive) })
      parts.append(.sequence([Self.minus, magnitude]))
    }
    return .choice(parts)
  }

  /// The texts of numbers without a sign.
  private func magnitude(from lower: Bound?, to upper: Bound?) throws(ConstraintError) -> Expression
  {
    var unsigned = all
    if case .sequence(let parts) = all { unsigned = .sequence(Array(parts.dropFirst().prefix(2))) }
    var parts: [Expression] = []
    if let lower { parts.append(atLeast(lower)) }
    if let upper { parts.append(atMost(upper)) }
    if parts.isEmpty { parts = [unsigned] }
    guard parts.count + divisors.count > 1 else { return parts[0] }
    var automata: [DFA] = []
    for part in parts { automata.append(try DFA(part)) }
    for divisor in divisors { automata.append(try DFA(Self.multiples(of: divisor))) }
    return try DFA.intersection(automata).graph()
  }

  /// Whole numbers that a number divides.
  private static func multiples(of divisor: Int) -> Expression {
    var graph = Expression.Graph(nodeCount: divisor + 1, edges: [], finals: [1])
    for digit in 0...9 {
      let set = digits(UInt32(digit)...UInt32(digit))
      // The node 0 is the start, the others are remainders.
      graph.edges.append(.init(from: 0, label: set, to: digit % divisor + 1))
      for rest in 0..<divisor {
        graph.edges.append(.init(from: rest + 1, label: set, to: (rest * 10 + digit) % divisor + 1))
      }
    }
    return .graph(graph)
  }

  /// A fraction or none.
  private var anyFraction: Expression {
    isInteger
      ? .empty
      : .optional(.sequence([.literal("."), .repetition(Self.digit, min: 1, max: nil)]))
  }

  private func positiveDigits(_ lead: [Expression]) -> Expression {
    .sequence(lead + [Self.digits, Self.nonzero, Self.digits])
  }

  private func atLeast(_ bound: Bound) -> Expression {
    let whole = bound.value.whole.isEmpty ? [0] : bound.value.whole
    var parts: [Expression] = [
      // More digits.
      .sequence([
        Self.nonzero,
        .repetition(
          Self.digit, min: whole.count,
          max: isInteger ? max(Self.wholeDigits - 1, whole.count) : nil), anyFraction,
      ])
    ]
    // As many digits, the first of which differs at `place` and is larger.
    for place in whole.indices where whole[place] < 9 {
      parts.append(differing(from: whole, at: place, by: UInt32(whole[place]) + 1...9))
    }
    parts.append(.sequence(Self.literal(whole) + [fraction(atLeast: bound)]))
    return .choice(parts)
  }

  /// The numbers with as many digits before the point that first differ at a place, by the digits there.
  private func differing(
    from whole: [UInt8], at place: Int, by digits: ClosedRange<UInt32>
  ) -> Expression {
    let rest = whole.count - place - 1
    return .sequence(
      Self.literal(whole[..<place]) + [
        Self.digits(digits), .repetition(Self.digit, min: rest, max: rest), anyFraction,
      ])
  }

  private func fraction(atLeast bound: Bound) -> Expression {
    let digits = bound.value.fraction
    if digits.isEmpty {
      if !bound.isExclusive { return anyFraction }
      return isInteger ? .nothing : positiveDigits([.literal(".")])
    }
    guard !isInteger else { return .nothing }
    var parts: [Expression] = []
    for place in digits.indices where digits[place] < 9 {
      parts.append(
        .sequence(
          Self.literal(digits[..<place]) + [
            Self.digits(UInt32(digits[place]) + 1...9), Self.digits,
          ]))
    }
    parts.append(
      bound.isExclusive
        ? positiveDigits(Self.literal(digits)) : .sequence(Self.literal(digits) + [Self.digits]))
    return .sequence([.literal("."), .choice(parts)])
  }

  private func atMost(_ bound: Bound) -> Expression {
    let whole = bound.value.whole.isEmpty ? [0] : bound.value.whole
    var parts: [Expression] = []
    if whole.count > 1 {
      parts.append(.sequence([.literal("0"), anyFraction]))
      parts.append(
        .sequence([
          Self.nonzero, .repetition(Self.digit, min: 0, max: whole.count - 2), anyFraction,
        ]))
    }
    for place in whole.indices {
      let least: UInt32 = place == 0 && whole.count > 1 ? 1 : 0
      guard UInt32(whole[place]) > least else { continue }
      parts.append(differing(from: whole, at: place, by: least...UInt32(whole[place]) - 1))
    }
    parts.append(.sequence(Self.literal(whole) + [fraction(atMost: bound)]))
    return .choice(parts)
  }

  private func fraction(atMost bound: Bound) -> Expression {
    let digits = bound.value.fraction
    let zeros = Expression.repetition(.literal("0"), min: 1, max: nil)
    if digits.isEmpty {
      if bound.isExclusive { return .nothing }
      return isInteger ? .empty : .optional(.sequence([.literal("."), zeros]))
    }
    guard !isInteger else { return .empty }
    var parts: [Expression] = []
    for place in digits.indices {
      // A digit that is smaller, or an end: the digits that are left out are zeros.
      if digits[place] > 0 {
        parts.append(
          .sequence(
            Self.literal(digits[..<place]) + [
              Self.digits(0...UInt32(digits[place]) - 1), Self.digits,
            ]))
      }
      if place > 0 { parts.append(.sequence(Self.literal(digits[..<place]))) }
    }
    if !bound.isExclusive {
      parts.append(.sequence(Self.literal(digits) + [.any(.literal("0"))]))
    }
    return .optional(.sequence([.literal("."), .choice(parts)]))
  }
}
