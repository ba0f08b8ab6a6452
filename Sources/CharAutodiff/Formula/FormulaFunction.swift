/// A function that formulas can call.
enum FormulaFunction {
  case one(Function)
  case squareRoot
  case maximum

  init?(_ name: String) {
    switch name {
    case "sqrt": self = .squareRoot
    case "max": self = .maximum
    case "negative": return nil
    default:
      guard let function = Function(rawValue: name) else { return nil }
      self = .one(function)
    }
  }

  /// The names of all.
  static let names =
    Function.allCases.map(\.rawValue).filter { $0 != "negative" } + ["sqrt", "max"]
}
