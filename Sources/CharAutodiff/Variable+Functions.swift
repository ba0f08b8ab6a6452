/// e^x, element by element.
public func exp(_ x: Variable) -> Variable { .each(.exp, x) }
/// The natural logarithm, element by element.
public func log(_ x: Variable) -> Variable { .each(.log, x) }
/// The hyperbolic tangent, element by element.
public func tanh(_ x: Variable) -> Variable { .each(.tanh, x) }
/// The logistic function 1/(1 + e^−x), element by element.
public func sigmoid(_ x: Variable) -> Variable { .each(.sigmoid, x) }
/// The larger of x and 0, element by element.
public func relu(_ x: Variable) -> Variable { .each(.relu, x) }
/// ln(1 + e^x), element by element.
public func softplus(_ x: Variable) -> Variable { .each(.softplus, x) }
/// The sine, element by element.
public func sin(_ x: Variable) -> Variable { .each(.sin, x) }
/// The cosine, element by element.
public func cos(_ x: Variable) -> Variable { .each(.cos, x) }
/// x to the power of y, element by element.
public func pow(_ x: Variable, _ y: Variable) -> Variable { .both(.power, x, y) }
/// x to the power of a number, element by element.
public func pow(_ x: Variable, _ y: Double) -> Variable { pow(x, x.graph.constant(y)) }
/// The larger of two, element by element.
public func max(_ x: Variable, _ y: Variable) -> Variable { .both(.maximum, x, y) }

extension Variable {
  /// Applies a function element by element.
  package static func each(_ function: Function, _ x: Variable) -> Variable {
    x.graph.append(.function(function), x)
  }
}

/// Selections and reductions; x is `[m, n]`.
extension Variable {
  /// Returns a matrix of elements of this variable, given the place of each in x.
  func gather(_ shape: Shape, _ place: (_ row: Int, _ column: Int) -> Int) -> Variable {
    graph.append(.gather(shape.places(place), shape), self)
  }

  /// Returns a matrix of sums of elements of this variable, given the target of each.
  func scatter(_ shape: Shape, _ place: (_ row: Int, _ column: Int) -> Int) -> Variable {
    graph.append(.scatter(self.shape.places(place), shape), self)
  }

  /// xᵀ, `[n, m]`.
  public var transposed: Variable {
    gather(Shape(rows: shape.columns, columns: shape.rows)) { $1 * shape.columns + $0 }
  }

  /// Returns a range of columns.
  public func columns(_ range: Range<Int>) -> Variable {
    check(
      range.lowerBound >= 0 && range.upperBound <= shape.columns, "columns \(range) of \(shape)")
    return gather(Shape(rows: shape.rows, columns: range.count)) {
      $0 * shape.columns + range.lowerBound + $1
    }
  }

  /// Returns rows by index, in the given order, possibly repeated (a table lookup).
  public func rows(_ indices: some Collection<Int>) -> Variable {
    check(indices.allSatisfy { (0..<shape.rows).contains($0) }, "rows \(indices) of \(shape)")
    let rows = Array(indices)
    return gather(Shape(rows: rows.count, columns: shape.columns)) {
      rows[$0] * shape.columns + $1
    }
  }

  /// Returns matrices concatenated side by side.
  public static func beside(_ parts: [Variable]) -> Variable {
    var width = 0
    let starts = parts.map { part in
      check(part.shape.rows == parts[0].shape.rows, "\(parts[0].shape) beside \(part.shape)")
      defer { width += part.shape.columns }
      return width
    }
    let shape = Shape(rows: parts[0].shape.rows, columns: width)
    let placed = zip(parts, starts).map { part, start in
      part.scatter(shape) { $0 * width + start + $1 }
    }
    return placed.dropFirst().reduce(placed[0], +)
  }

  /// Returns matrices concatenated one below the other.
  public static func below(_ parts: [Variable]) -> Variable {
    beside(parts.map(\.transposed)).transposed
  }

  /// The sum of all elements, `[1, 1]`.
  public var sum: Variable { scatter(Shape(rows: 1, columns: 1)) { _, _ in 0 } }
  /// The sum of each row, `[m, 1]`.
  public var rowSums: Variable { scatter(Shape(rows: shape.rows, columns: 1)) { row, _ in row } }
  /// The mean of each row, `[m, 1]`.
  public var rowMeans: Variable { rowSums / Double(shape.columns) }
  /// The largest element of each row, `[m, 1]`.
  public var rowMaxima: Variable { graph.append(.rowMaxima, self) }

  /// ln(e^x / Σ e^x) of each row.
  public var logSoftmax: Variable {
    let shifted = self - rowMaxima
    return shifted - log(exp(shifted).rowSums)
  }

  /// Returns the cross-entropy of logits in nats, Σ −ln p over the target columns of all rows, `[1,
  /// 1]`.
  ///
  /// With label smoothing, the target has the probability 1 − smoothing, and the rest is spread
  /// over all columns.
  public func crossEntropy(_ targets: [Int], smoothing: Double = 0) -> Variable {
    check(targets.count == shape.rows, "\(targets.count) targets of \(shape)")
    check(targets.allSatisfy { (0..<shape.columns).contains($0) }, "targets \(targets) of \(shape)")
    let logs = logSoftmax
    let wanted = -logs.gather(Shape(rows: shape.rows, columns: 1)) { row, _ in
      row * shape.columns + targets[row]
    }.sum
    guard smoothing > 0 else { return wanted }
    return wanted * (1 - smoothing) - logs.sum * (smoothing / Double(shape.columns))
  }
}

extension Shape {
  fileprivate func places(_ place: (_ row: Int, _ column: Int) -> Int) -> [Int] {
    (0..<rows).flatMap { row in (0..<columns).map { place(row, $0) } }
  }
}
