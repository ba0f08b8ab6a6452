/// The partial sums of a rank, the sum of all, and what is sent of both.
@safe struct SumVectors {
  private let sums, total: UnsafeMutableBufferPointer<Float>
  private let risingHalves, fallingHalves: UnsafeMutableBufferPointer<BFloat16>
  private let format: WireFormat

  init(
    sums: UnsafeMutableBufferPointer<Float>, total: UnsafeMutableBufferPointer<Float>,
    wire: UnsafeMutableBufferPointer<BFloat16>, format: WireFormat
  ) {
    unsafe (self.sums, self.total) = (sums, total)
    self.format = format
    let count = format == .bfloat16 ? total.count : 0
    unsafe risingHalves = UnsafeMutableBufferPointer(rebasing: wire[..<count])
    unsafe fallingHalves = UnsafeMutableBufferPointer(rebasing: wire.suffix(count))
  }

  /// The bytes of the partial sums as they are sent.
  var rising: UnsafeMutableRawBufferPointer {
    unsafe format == .float32
      ? UnsafeMutableRawBufferPointer(sums) : UnsafeMutableRawBufferPointer(risingHalves)
  }

  /// The bytes of the sum as they are sent.
  var falling: UnsafeMutableRawBufferPointer {
    unsafe format == .float32
      ? UnsafeMutableRawBufferPointer(total) : UnsafeMutableRawBufferPointer(fallingHalves)
  }

  /// Adds gradients to a block that has arrived, and prepares it to be sent.
  func add(_ gradients: [Gradient], block: Int, isFirst: Bool) {
    let range = unsafe Blocks.range(block, of: 0..<sums.count)
    if format == .bfloat16, !isFirst {
      for i in range { unsafe sums[i] = Float(risingHalves[i]) }
    }
    unsafe Gradient.add(gradients, range, to: sums, isFirst: isFirst, in: format)
    if format == .bfloat16 {
      for i in range { unsafe risingHalves[i] = BFloat16(sums[i]) }
    }
  }

  /// Takes over a block of the sum that has arrived.
  func take(block: Int) {
    guard format == .bfloat16 else { return }
    for i in unsafe Blocks.range(block, of: 0..<total.count) {
      unsafe total[i] = Float(fallingHalves[i])
    }
  }
}
