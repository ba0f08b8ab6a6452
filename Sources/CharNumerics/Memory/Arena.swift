internal import CKernels

/// The memory of one thread: a value like an array of floats, aligned for vectors, divided into
/// blocks.
///
/// Kernels are its mutating methods; each checks that its blocks lie inside and have matching
/// shapes, and traps with both shapes if not.
package struct Arena: Sendable {
  static let lanes = 16
  // Elements of an array are aligned to their size, here 64 bytes.
  private var storage: [SIMD16<Float>]

  package init(_ plan: ArenaPlan) {
    storage = Array(repeating: SIMD16(repeating: 0), count: plan.count / Arena.lanes)
  }

  package var count: Int { storage.count * Arena.lanes }

  /// Calls `body` with a pointer to the first float.
  @inline(__always)
  mutating func withFloats<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    unsafe storage.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { preconditionFailure("an empty arena") }
      return unsafe body(base.assumingMemoryBound(to: Float.self))
    }
  }

  /// Calls `body` with a pointer to the first float, for reading.
  @inline(__always)
  func withFloatsToRead<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    unsafe storage.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { preconditionFailure("an empty arena") }
      return unsafe body(base.assumingMemoryBound(to: Float.self))
    }
  }

  @inline(__always)
  func check(_ block: Block) {
    precondition(
      block.offset >= 0 && block.offset + block.count <= count,
      "a block at \(block.offset) of \(block.count) floats in an arena of \(count)")
  }

  @inline(__always)
  func check(_ view: View, is rows: Int, by columns: Int) {
    precondition(
      view.rows == rows && view.columns == columns,
      "a view [\(view.rows), \(view.columns)] where [\(rows), \(columns)] belongs")
    precondition(
      view.offset >= 0
        && view.offset + max(0, view.rows - 1) * view.stride + view.columns <= count,
      "a view at \(view.offset) in an arena of \(count)")
  }

  @inline(__always)
  func check(_ block: Block, is rows: Int, by columns: Int) {
    check(block)
    precondition(
      block.rows == rows && block.columns == columns,
      "a block [\(block.rows), \(block.columns)] where [\(rows), \(columns)] belongs")
  }
}

// MARK: - Moving values

extension Arena {
  /// Returns the values of a block, row by row.
  package func read(_ block: Block) -> [Float] {
    check(block)
    return unsafe withFloatsToRead { base in
      unsafe Array(UnsafeBufferPointer(start: base + block.offset, count: block.count))
    }
  }

  /// Copies the values of a block into an array, from element `first` on.
  package func read(_ block: Block, into values: inout [Float], from first: Int = 0) {
    check(block)
    precondition(
      first >= 0 && first + block.count <= values.count,
      "\(block.count) values at \(first) of \(values.count)")
    unsafe withFloatsToRead { base in
      unsafe values.withUnsafeMutableBufferPointer { target in
        guard let start = target.baseAddress else { return }
        unsafe (start + first).update(from: base + block.offset, count: block.count)
      }
    }
  }

  package mutating func write(_ values: some Collection<Float>, to block: Block) {
    check(block)
    precondition(values.count == block.count, "\(values.count) values for \(block.count)")
    unsafe withFloats { base in
      let target = unsafe UnsafeMutableBufferPointer(start: base + block.offset, count: block.count)
      _ = unsafe target.update(fromContentsOf: values)
    }
  }

  /// Copies values of an array, from element `first` on, into a block.
  package mutating func write(_ values: [Float], from first: Int, to block: Block) {
    check(block)
    precondition(
      first >= 0 && first + block.count <= values.count,
      "\(block.count) values at \(first) of \(values.count)")
    unsafe withFloats { base in
      unsafe values.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        unsafe (base + block.offset).update(from: start + first, count: block.count)
      }
    }
  }

  package mutating func fill(_ block: Block, with value: Float = 0) {
    check(block)
    unsafe withFloats { base in
      unsafe (base + block.offset).update(repeating: value, count: block.count)
    }
  }

  package mutating func copy(_ source: Block, to target: Block) {
    check(source)
    check(target, is: source.rows, by: source.columns)
    unsafe withFloats { base in
      unsafe (base + target.offset).update(from: base + source.offset, count: source.count)
    }
  }

  /// Copies the rows of a view to another view, or adds them.
  package mutating func copy(_ source: View, to target: View, accumulates: Bool = false) {
    check(source, is: target.rows, by: target.columns)
    check(target, is: target.rows, by: target.columns)
    unsafe withFloats { base in
      unsafe charlm_copy_columns(
        base + source.offset, Int64(source.stride), base + target.offset, Int64(target.stride),
        Int64(target.rows), Int64(target.columns), accumulates)
    }
  }

  /// Copies a block of the same size from another arena.
  package mutating func copy(
    _ source: Block, of other: borrowing Arena, to target: Block
  ) {
    other.check(source)
    check(target)
    precondition(source.count == target.count, "\(source.count) values for \(target.count)")
    unsafe other.withFloatsToRead { from in
      unsafe withFloats { to in
        unsafe (to + target.offset).update(from: from + source.offset, count: source.count)
      }
    }
  }

  /// Sets a range of rows to zero.
  package mutating func clear(rows: ArraySlice<Int32>, of block: Block) {
    for row in rows { fill(block.rows(from: Int(row), count: 1)) }
  }

  /// Copies the values of a slot of the same size.
  package mutating func copy(_ slot: Slot, of parameters: Parameters, to target: Block) {
    write(parameters[slot], to: target)
  }
}
