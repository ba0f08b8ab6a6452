internal import CKernels

extension Gradient {
  /// Sets the gradient to the sum of others of the same layout, in their order.
  ///
  /// - Parameters:
  ///   - others: The gradients.
  ///   - format: The format to which each partial sum is rounded.
  ///   - team: The threads that share the work.
  /// - Returns: The Euclidean norm of the sum, computed in Double; not finite if any element is
  ///   not.
  package mutating func sum(
    _ others: [Gradient], in format: WireFormat = .float32, team: Team
  ) -> Double {
    precondition(
      !others.isEmpty && others.allSatisfy { $0.values.count == values.count },
      "gradients of several layouts")
    let total = values.count
    var squares = [Double](repeating: 0, count: Blocks.count(total))
    unsafe values.withUnsafeMutableBufferPointer { target in
      unsafe squares.withUnsafeMutableBufferPointer { squares in
        let target = unsafe Exclusive(target)
        let squares = unsafe Exclusive(squares)
        team.blocks(of: total) { block, range in
          unsafe Gradient.add(others, range, to: target.buffer, isFirst: true, in: format)
          unsafe squares.buffer[block] = squareSum(target.buffer, range)
        }
      }
    }
    return squares.reduce(0, +).squareRoot()
  }

  /// Adds the values of a range in the order of the gradients.
  ///
  /// - Parameters:
  ///   - others: The gradients.
  ///   - range: The range of all of them and of `target`.
  ///   - target: The values to add to.
  ///   - isFirst: True if the first gradient replaces the values.
  ///   - format: The format to which each partial sum is rounded.
  static func add(
    _ others: [Gradient], _ range: Range<Int>, to target: UnsafeMutableBufferPointer<Float>,
    isFirst: Bool, in format: WireFormat
  ) {
    guard let to = target.baseAddress else { return }
    for (index, other) in others.enumerated() {
      unsafe other.values.withUnsafeBufferPointer { values in
        guard let from = values.baseAddress else { return }
        if isFirst && index == 0 {
          unsafe (to + range.lowerBound).update(
            from: from + range.lowerBound, count: range.count)
        } else {
          unsafe charlm_add(
            from + range.lowerBound, to + range.lowerBound, Int64(range.count))
        }
      }
      if format == .bfloat16 { unsafe BFloat16.round(target, range) }
    }
  }

  /// Returns the Euclidean norm as `sum` does.
  func norm(team: Team) -> Double {
    let total = values.count
    var squares = [Double](repeating: 0, count: Blocks.count(values.count))
    unsafe values.withUnsafeBufferPointer { values in
      unsafe squares.withUnsafeMutableBufferPointer { squares in
        let values = unsafe Exclusive(UnsafeMutableBufferPointer(mutating: values))
        let squares = unsafe Exclusive(squares)
        team.blocks(of: total) { block, range in
          unsafe squares.buffer[block] = squareSum(values.buffer, range)
        }
      }
    }
    return squares.reduce(0, +).squareRoot()
  }

  /// Calls `body` with the values.
  mutating func withBuffer(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    unsafe values.withUnsafeMutableBufferPointer { unsafe body($0) }
  }

  /// Copies the values of a slot to another one of the same size.
  package mutating func copy(_ slot: Slot, to other: Slot) {
    precondition(slot.count == other.count, "\(slot.name) to \(other.name)")
    for i in 0..<slot.count { values[other.offset + i] = values[slot.offset + i] }
  }

  /// Sets one slot to zero.
  package mutating func clear(_ slot: Slot) {
    for i in slot.range { values[i] = 0 }
  }

  /// The Euclidean norm, computed in Double; not finite if any element is not.
  public var norm: Double { blockSquareSum(values).squareRoot() }
}
