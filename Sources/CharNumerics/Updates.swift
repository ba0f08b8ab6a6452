internal import CKernels

// One pass over all parameters per call.

extension Gradient {
  /// Adds another gradient of the same layout.
  package mutating func add(_ other: Gradient) {
    precondition(other.values.count == values.count, "gradients of two layouts")
    unsafe values.withUnsafeMutableBufferPointer { y in
      unsafe other.values.withUnsafeBufferPointer { x in
        guard let to = y.baseAddress, let from = x.baseAddress else { return }
        unsafe charlm_add(from, to, Int64(x.count))
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
  public var norm: Double { squareSum(values).squareRoot() }
}

extension Parameters {
  /// Whether every value is finite.
  public var isFinite: Bool { squareSum(values).isFinite }
}

/// The sum of squares in Double, which no finite floats can overflow.
private func squareSum(_ values: [Float]) -> Double {
  unsafe values.withUnsafeBufferPointer { x in
    guard let start = x.baseAddress else { return 0 }
    return unsafe charlm_square_sum(start, Int64(x.count))
  }
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

  package init() {}

  fileprivate func kernel(decays: Bool) -> charlm_update {
    charlm_update(
      rate: rate, gradient_scale: gradientScale, clip_value: clipValue, decay: decays ? decay : 0,
      decouples_decay: decouplesDecay, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: correction1, correction2: correction2)
  }
}

extension Parameters {
  /// Matrices decay, vectors (biases) do not.
  private var parts: [(range: Range<Int>, decays: Bool)] {
    layout.slots.map { ($0.range, $0.shape.count > 1) }
  }

  private func check(_ gradient: Gradient, _ moments: [Float]) {
    precondition(
      gradient.values.count == values.count && moments.count == values.count,
      "\(values.count) parameters, \(gradient.values.count) gradients, \(moments.count) moments")
  }

  /// Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980).
  package mutating func adam(
    _ gradient: Gradient, _ m: inout [Float], _ v: inout [Float], _ u: Update
  ) {
    check(gradient, m)
    check(gradient, v)
    for part in parts {
      let (first, count) = (part.range.lowerBound, Int64(part.range.count))
      unsafe values.withUnsafeMutableBufferPointer { w in
        unsafe gradient.values.withUnsafeBufferPointer { g in
          unsafe m.withUnsafeMutableBufferPointer { m in
            unsafe v.withUnsafeMutableBufferPointer { v in
              guard let w = w.baseAddress, let g = g.baseAddress, let m = m.baseAddress,
                let v = v.baseAddress
              else { return }
              unsafe charlm_adam(
                w + first, g + first, m + first, v + first, count, u.kernel(decays: part.decays))
            }
          }
        }
      }
    }
  }

  /// RMSProp (Hinton, lecture 6e of Neural Networks for Machine Learning, 2012).
  package mutating func rmsprop(_ gradient: Gradient, _ v: inout [Float], _ u: Update) {
    unsafe update(gradient, &v, u, charlm_rmsprop)
  }

  /// Stochastic gradient descent with momentum.
  package mutating func sgd(_ gradient: Gradient, _ momentum: inout [Float], _ u: Update) {
    unsafe update(gradient, &momentum, u, charlm_sgd)
  }

  private mutating func update(
    _ gradient: Gradient, _ moments: inout [Float], _ u: Update,
    _ kernel: (
      UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int64,
      charlm_update
    ) -> Void
  ) {
    check(gradient, moments)
    for part in parts {
      let (first, count) = (part.range.lowerBound, Int64(part.range.count))
      unsafe values.withUnsafeMutableBufferPointer { w in
        unsafe gradient.values.withUnsafeBufferPointer { g in
          unsafe moments.withUnsafeMutableBufferPointer { v in
            guard let w = w.baseAddress, let g = g.baseAddress, let v = v.baseAddress else {
              return
            }
            unsafe kernel(w + first, g + first, v + first, count, u.kernel(decays: part.decays))
          }
        }
      }
    }
  }
}
