internal import CKernels

extension Parameters {
  /// Returns blocks within single slots, without frozen slots.
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

  /// Applies Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980).
  package mutating func adam(
    _ gradient: Gradient, _ m: inout [Float], _ v: inout [Float], _ u: Update, team: Team
  ) {
    unsafe update(gradient, &m, &v, u, team: team) { p, first, count, update in
      unsafe charlm_adam(p.w + first, p.g + first, p.m + first, p.v + first, count, update)
    }
  }

  /// Applies RMSProp (Hinton, lecture 6e of Neural Networks for Machine Learning, 2012).
  package mutating func rmsprop(
    _ gradient: Gradient, _ v: inout [Float], _ u: Update, team: Team
  ) {
    var none: [Float] = []
    unsafe update(gradient, &none, &v, u, team: team) { p, first, count, update in
      unsafe charlm_rmsprop(p.w + first, p.g + first, p.v + first, count, update)
    }
  }

  /// Applies stochastic gradient descent with momentum.
  package mutating func sgd(
    _ gradient: Gradient, _ momentum: inout [Float], _ u: Update, team: Team
  ) {
    var none: [Float] = []
    unsafe update(gradient, &momentum, &none, u, team: team) { p, first, count, update in
      unsafe charlm_sgd(p.w + first, p.g + first, p.m + first, count, update)
    }
  }
}

/// Pointers to parameters, their gradient and their moments. Threads access distinct blocks of
/// them.
@unsafe private struct UpdatePointers: @unchecked Sendable {
  let w: UnsafeMutablePointer<Float>
  let g: UnsafePointer<Float>
  let m, v: UnsafeMutablePointer<Float>
}
