internal import CKernels

// One pass over all parameters per call.

/// Blocks of a flat vector that threads take in turn. A sum over one is a sum over its blocks, in their
/// order, however many threads there are.
private enum Blocks {
  static let size = 1 << 15

  static func count(_ total: Int) -> Int { (total + size - 1) / size }

  static func range(_ block: Int, of range: Range<Int>) -> Range<Int> {
    let first = range.lowerBound + block * size
    return first..<min(first + size, range.upperBound)
  }
}

extension Team {
  /// Calls `body` with every block, block i in thread i mod `count`.
  fileprivate func blocks(of total: Int, _ body: @Sendable (Int, Range<Int>) -> Void) {
    let (blocks, threads) = (Blocks.count(total), count)
    run { thread in
      for block in stride(from: thread, to: blocks, by: threads) {
        body(block, Blocks.range(block, of: 0..<total))
      }
    }
  }
}

extension Gradient {
  /// Becomes the sum of others of the same layout, in their order.
  ///
  /// - Returns: its Euclidean length, summed in Double; not finite if any element is not.
  package mutating func sum(_ others: [Gradient], team: Team) -> Double {
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
          unsafe Gradient.sum(others, range, to: target.buffer)
          unsafe squares.buffer[block] = squareSum(target.buffer, range)
        }
      }
    }
    return squares.reduce(0, +).squareRoot()
  }

  private static func sum(
    _ others: [Gradient], _ range: Range<Int>, to target: UnsafeMutableBufferPointer<Float>
  ) {
    guard let to = target.baseAddress else { return }
    for (index, other) in others.enumerated() {
      unsafe other.values.withUnsafeBufferPointer { values in
        guard let from = values.baseAddress else { return }
        if index == 0 {
          unsafe (to + range.lowerBound).update(
            from: from + range.lowerBound, count: range.count)
        } else {
          unsafe charlm_add(
            from + range.lowerBound, to + range.lowerBound, Int64(range.count))
        }
      }
    }
  }

  /// Writes one slot's values to another one of the same size.
  package mutating func copy(_ slot: Slot, to other: Slot) {
    precondition(slot.count == other.count, "\(slot.name) to \(other.name)")
    for i in 0..<slot.count { values[other.offset + i] = values[slot.offset + i] }
  }

  /// Sets one slot to zero.
  package mutating func clear(_ slot: Slot) {
    for i in slot.range { values[i] = 0 }
  }

  /// The Euclidean length, summed in Double; not finite if any element is not.
  public var norm: Double { blockSquareSum(values).squareRoot() }
}

extension Parameters {
  /// Moves every value towards another one: x ← x + share · (y − x).
  package mutating func move(toward other: Parameters, by share: Float, team: Team) {
    precondition(other.values.count == values.count, "weights of several layouts")
    let total = values.count
    unsafe values.withUnsafeMutableBufferPointer { target in
      let target = unsafe Exclusive(target)
      team.blocks(of: total) { _, range in
        unsafe other.values.withUnsafeBufferPointer { source in
          for i in range {
            unsafe target.buffer[i] += share * (source[i] - target.buffer[i])
          }
        }
      }
    }
  }

  /// Moves one slot: x ← kept · x + factor · direction.
  package mutating func move(
    _ slot: Slot, keeping kept: Float, by factor: Float, along direction: [Float]
  ) {
    precondition(direction.count == slot.count, "\(direction.count) numbers for \(slot.name)")
    let direction = direction.span
    var values = values.mutableSpan
    for index in direction.indices {
      values[slot.offset + index] = kept * values[slot.offset + index] + factor * direction[index]
    }
  }

  /// Whether every value is finite.
  public var isFinite: Bool { areFinite(values) }
}

/// Whether every value is finite.
package func areFinite(_ values: [Float]) -> Bool { blockSquareSum(values).isFinite }

/// The sum of squares in Double, which no finite floats can overflow, block by block.
func blockSquareSum(_ values: [Float]) -> Double {
  unsafe values.withUnsafeBufferPointer { x in
    (0..<Blocks.count(x.count)).reduce(0) { sum, block in
      unsafe sum
        + squareSum(UnsafeMutableBufferPointer(mutating: x), Blocks.range(block, of: 0..<x.count))
    }
  }
}

private func squareSum(_ x: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>) -> Double {
  guard let start = x.baseAddress else { return 0 }
  return unsafe charlm_square_sum(start + range.lowerBound, Int64(range.count))
}

/// The numbers of one update.
package struct Update: Sendable {
  package var rate: Float = 0
  /// What clipping by norm multiplies every gradient by.
  package var gradientScale: Float = 1
  /// Clipping by value, after that.
  package var clipValue = Float.infinity
  /// Weight decay; decoupled from the gradient or added to it.
  package var decay: Float = 0
  package var decouplesDecay = true
  package var beta1: Float = 0
  package var beta2: Float = 0
  package var epsilon: Float = 0
  /// 1 − beta^t, or 1 without bias correction.
  package var correction1: Float = 1
  package var correction2: Float = 1
  /// Slots that stay as they are.
  package var frozen: Set<Slot> = []
  /// Share of the rate for slots with a row or an element for each token.
  package var tokenShare: Float = 1

  package init() {}

  fileprivate func kernel(for role: Slot.Role) -> charlm_update {
    charlm_update(
      rate: role.isPerToken ? rate * tokenShare : rate, gradient_scale: gradientScale,
      clip_value: clipValue,
      decay: role.decays ? decay : 0,
      decouples_decay: decouplesDecay, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: correction1, correction2: correction2)
  }
}

extension Parameters {
  /// Blocks of one slot each, without those of frozen slots.
  private func parts(_ u: Update) -> [(range: Range<Int>, kernel: charlm_update)] {
    layout.slots.filter { !u.frozen.contains($0) }.flatMap { slot in
      let kernel = u.kernel(for: slot.role)
      return (0..<Blocks.count(slot.count)).map { (Blocks.range($0, of: slot.range), kernel) }
    }
  }

  /// Calls `body` with pointers to the start of the parameters, their gradient and their moments, and
  /// each block.
  private mutating func update(
    _ gradient: Gradient, _ m: inout [Float], _ v: inout [Float], _ u: Update, team: Team,
    _ body: @Sendable (UpdatePointers, Int, Int64, charlm_update) -> Void
  ) {
    let counts = [gradient.values.count, m.count, v.count]
    precondition(
      counts.allSatisfy { $0 == values.count || $0 == 0 },
      "\(values.count) parameters, \(counts) gradients and moments")
    let parts = parts(u)
    unsafe values.withUnsafeMutableBufferPointer { w in
      unsafe gradient.values.withUnsafeBufferPointer { g in
        unsafe m.withUnsafeMutableBufferPointer { m in
          unsafe v.withUnsafeMutableBufferPointer { v in
            guard let w = w.baseAddress, let g = g.baseAddress else { return }
            let pointers = unsafe UpdatePointers(
              w: w, g: g, m: m.baseAddress ?? w, v: v.baseAddress ?? w)
            team.run { [threads = team.count] thread in
              for index in stride(from: thread, to: parts.count, by: threads) {
                let part = parts[index]
                unsafe body(
                  pointers, part.range.lowerBound, Int64(part.range.count), part.kernel)
              }
            }
          }
        }
      }
    }
  }

  /// Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980).
  package mutating func adam(
    _ gradient: Gradient, _ m: inout [Float], _ v: inout [Float], _ u: Update, team: Team
  ) {
    unsafe update(gradient, &m, &v, u, team: team) { p, first, count, update in
      unsafe charlm_adam(p.w + first, p.g + first, p.m + first, p.v + first, count, update)
    }
  }

  /// RMSProp (Hinton, lecture 6e of Neural Networks for Machine Learning, 2012).
  package mutating func rmsprop(
    _ gradient: Gradient, _ v: inout [Float], _ u: Update, team: Team
  ) {
    var none: [Float] = []
    unsafe update(gradient, &none, &v, u, team: team) { p, first, count, update in
      unsafe charlm_rmsprop(p.w + first, p.g + first, p.v + first, count, update)
    }
  }

  /// Stochastic gradient descent with momentum.
  package mutating func sgd(
    _ gradient: Gradient, _ momentum: inout [Float], _ u: Update, team: Team
  ) {
    var none: [Float] = []
    unsafe update(gradient, &momentum, &none, u, team: team) { p, first, count, update in
      unsafe charlm_sgd(p.w + first, p.g + first, p.m + first, count, update)
    }
  }
}

/// Where parameters, their gradient and their moments start. Threads reach distinct blocks of them.
@unsafe private struct UpdatePointers: @unchecked Sendable {
  let w: UnsafeMutablePointer<Float>
  let g: UnsafePointer<Float>
  let m, v: UnsafeMutablePointer<Float>
}
