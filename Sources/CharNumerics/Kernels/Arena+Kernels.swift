internal import CKernels

// Checked calls of the kernels in CKernels/kernels. The blocks of one call must not overlap, except
// where a kernel works in place.

// MARK: - Cells

extension Arena {
  /// Replaces gates `[B, 4H]` by their activations; the rest is `[B, H]`.
  package mutating func lstmForward(
    gates: Block, previousCell: Block, cell: Block, tanhCell: Block, hidden: Block
  ) {
    let (n, h) = (cell.rows, cell.columns)
    check(gates, is: n, by: 4 * h)
    check(previousCell, is: n, by: h)
    check(cell)
    check(tanhCell, is: n, by: h)
    check(hidden, is: n, by: h)
    unsafe withFloats { base in
      unsafe charlm_lstm_forward(
        base + gates.offset, base + previousCell.offset, base + cell.offset,
        base + tanhCell.offset, base + hidden.offset, Int64(n), Int64(h))
    }
  }

  /// Replaces gates `[B, 4H]` by their gradients, and `carriedCell` by that of the previous step.
  package mutating func lstmBackward(
    gates: Block, previousCell: Block, tanhCell: Block, above: Block, carried: Block,
    carriedCell: Block
  ) {
    let (n, h) = (tanhCell.rows, tanhCell.columns)
    check(gates, is: n, by: 4 * h)
    check(previousCell, is: n, by: h)
    check(tanhCell)
    check(above, is: n, by: h)
    check(carried, is: n, by: h)
    check(carriedCell, is: n, by: h)
    unsafe withFloats { base in
      unsafe charlm_lstm_backward(
        base + gates.offset, base + previousCell.offset, base + tanhCell.offset,
        base + above.offset, base + carried.offset, base + carriedCell.offset, Int64(n), Int64(h))
    }
  }

  /// Replaces gates `[B, G·H]` of an LSTM variant by their activations; `peepholes` are `[1, n·H]`
  /// if it has them, the rest is `[B, H]`.
  package mutating func lstmForward(
    _ variant: LSTMVariant, gates: Block, peepholes: Block, previousCell: Block, cell: Block,
    outputCell: Block, hidden: Block
  ) {
    let (n, h) = (cell.rows, cell.columns)
    check(gates, is: n, by: (variant.gateCount + 1) * h)
    check(peepholes, is: 1, by: variant.seesCell ? variant.gateCount * h : peepholes.columns)
    check(previousCell, is: n, by: h)
    check(cell)
    check(outputCell, is: n, by: h)
    check(hidden, is: n, by: h)
    unsafe withFloats { base in
      unsafe charlm_lstm_variant_forward(
        variant.code, base + gates.offset, base + peepholes.offset, base + previousCell.offset,
        base + cell.offset, base + outputCell.offset, base + hidden.offset, Int64(n), Int64(h))
    }
  }

  /// Replaces gates of a variant by their gradients; `carried` are the gradients of its state
  /// planes, updated in place; accumulates the gradient of the peepholes.
  package mutating func lstmBackward(
    _ variant: LSTMVariant, gates: Block, peepholes: Block, previousCell: Block, cell: Block,
    outputCell: Block, above: Block, carried: Planes, peepholeGradient: Block
  ) {
    let (n, h) = (cell.rows, cell.columns)
    check(gates, is: n, by: (variant.gateCount + 1) * h)
    check(peepholes, is: 1, by: variant.seesCell ? variant.gateCount * h : peepholes.columns)
    check(peepholeGradient, is: 1, by: peepholes.columns)
    check(previousCell, is: n, by: h)
    check(cell)
    check(outputCell, is: n, by: h)
    check(above, is: n, by: h)
    check(carried[variant.stateCount - 1], is: n, by: h)
    unsafe withFloats { base in
      unsafe charlm_lstm_variant_backward(
        variant.code, base + gates.offset, base + peepholes.offset, base + previousCell.offset,
        base + cell.offset, base + outputCell.offset, base + above.offset,
        base + carried[0].offset, base + carried[1].offset,
        base + carried[min(2, variant.stateCount - 1)].offset, Int64(carried.distance),
        base + peepholeGradient.offset, Int64(n), Int64(h))
    }
  }

  /// Runs a GRU step: projection and recurrent `[B, 3H]` in place, candidateBias `[1, H]`, the rest
  /// `[B, H]`.
  package mutating func gruForward(
    projection: Block, recurrent: Block, candidateBias: Block, previous: Block, hidden: Block
  ) {
    let (n, h) = (hidden.rows, hidden.columns)
    check(projection, is: n, by: 3 * h)
    check(recurrent, is: n, by: 3 * h)
    check(candidateBias, is: 1, by: h)
    check(previous, is: n, by: h)
    check(hidden)
    unsafe withFloats { base in
      unsafe charlm_gru_forward(
        base + projection.offset, base + recurrent.offset, base + candidateBias.offset,
        base + previous.offset, base + hidden.offset, Int64(n), Int64(h))
    }
  }

  /// Replaces projection and recurrent `[B, 3H]` by their gradients; `carried` excludes the part
  /// through the product.
  package mutating func gruBackward(
    projection: Block, recurrent: Block, previous: Block, above: Block, carried: Block
  ) {
    let (n, h) = (previous.rows, previous.columns)
    check(projection, is: n, by: 3 * h)
    check(recurrent, is: n, by: 3 * h)
    check(previous)
    check(above, is: n, by: h)
    check(carried, is: n, by: h)
    unsafe withFloats { base in
      unsafe charlm_gru_backward(
        base + projection.offset, base + recurrent.offset, base + previous.offset,
        base + above.offset, base + carried.offset, Int64(n), Int64(h))
    }
  }
}

// MARK: - Softmax

extension Arena {
  /// Returns −Σ ln p(target) in nats and replaces the logits by scale · (p − q), where q is one-hot
  /// except for `smoothing`, which is spread over all tokens.
  ///
  /// Targets are `targets[first..<first + logits.rows]`; a row with the target −1 is skipped, with
  /// a gradient of zero.
  package mutating func softmaxCrossEntropy(
    logits: Block, targets: [Int32], from first: Int, smoothing: Float = 0, scale: Float
  ) -> Double {
    check(logits)
    checkIndices(
      targets, from: first, count: logits.rows, below: logits.columns, allowsNone: true)
    return unsafe withFloats { base in
      unsafe targets.withUnsafeBufferPointer { indices in
        guard let start = indices.baseAddress else { return 0 }
        return unsafe charlm_softmax_cross_entropy(
          base + logits.offset, start + first, Int64(logits.rows), Int64(logits.columns),
          smoothing, scale)
      }
    }
  }

  /// Writes ln p(target) in nats of each row into `result[first..<first + logits.rows]`.
  package func logProbabilities(
    logits: Block, targets: [Int32], into result: inout [Double], from first: Int
  ) {
    check(logits)
    checkIndices(targets, from: first, count: logits.rows, below: logits.columns)
    precondition(first + logits.rows <= result.count, "\(result.count) results")
    unsafe withFloatsToRead { base in
      unsafe targets.withUnsafeBufferPointer { indices in
        unsafe result.withUnsafeMutableBufferPointer { out in
          guard let start = indices.baseAddress, let target = out.baseAddress else { return }
          unsafe charlm_log_probabilities(
            base + logits.offset, start + first, target + first, Int64(logits.rows),
            Int64(logits.columns))
        }
      }
    }
  }

  private func checkIndices(
    _ indices: [Int32], from first: Int, count: Int, below bound: Int, allowsNone: Bool = false
  ) {
    precondition(
      first >= 0 && first + count <= indices.count,
      "indices \(first)..<\(first + count) of \(indices.count)")
    let least: Int32 = allowsNone ? -1 : 0
    for i in first..<first + count {
      precondition(
        indices[i] >= least && indices[i] < bound, "token \(indices[i]) of a vocabulary of \(bound)"
      )
    }
  }
}

// MARK: - Tables, sums, dropout

extension Arena {
  /// Sets target[r] = table[indices[r]] for all rows of `target`.
  package mutating func gather(_ table: Block, indices: [Int32], to target: Block) {
    check(table)
    check(target, is: indices.count, by: table.columns)
    checkIndices(indices, from: 0, count: indices.count, below: table.rows)
    unsafe withFloats { base in
      unsafe indices.withUnsafeBufferPointer { list in
        guard let start = list.baseAddress else { return }
        unsafe charlm_gather(
          base + table.offset, start, base + target.offset, Int64(list.count),
          Int64(table.columns))
      }
    }
  }

  /// Sets target[r] to row `indices[r]` of a parameter matrix.
  package mutating func gather(
    _ slot: Slot, of parameters: Parameters, indices: [Int32], to target: Block
  ) {
    check(target, is: indices.count, by: slot.columns)
    checkIndices(indices, from: 0, count: indices.count, below: slot.rows)
    unsafe withFloats { base in
      unsafe indices.withUnsafeBufferPointer { list in
        unsafe parameters.values.withUnsafeBufferPointer { values in
          guard let start = list.baseAddress, let table = values.baseAddress else { return }
          unsafe charlm_gather(
            table + slot.offset, start, base + target.offset, Int64(list.count),
            Int64(slot.columns))
        }
      }
    }
  }

  /// Adds rows[r] to table[indices[r]].
  package mutating func scatterAdd(_ rows: Block, indices: [Int32], to table: Block) {
    check(table)
    check(rows, is: indices.count, by: table.columns)
    checkIndices(indices, from: 0, count: indices.count, below: table.rows)
    unsafe withFloats { base in
      unsafe indices.withUnsafeBufferPointer { list in
        guard let start = list.baseAddress else { return }
        unsafe charlm_scatter_add(
          base + table.offset, start, base + rows.offset, Int64(list.count),
          Int64(table.columns))
      }
    }
  }

  /// Adds rows[r] to gradient[slot][indices[r]].
  package func scatterAdd(
    _ rows: Block, indices: [Int32], to slot: Slot, of gradient: inout Gradient
  ) {
    check(rows, is: indices.count, by: slot.columns)
    checkIndices(indices, from: 0, count: indices.count, below: slot.rows)
    unsafe withFloatsToRead { base in
      unsafe indices.withUnsafeBufferPointer { list in
        unsafe gradient.values.withUnsafeMutableBufferPointer { values in
          guard let start = list.baseAddress, let table = values.baseAddress else { return }
          unsafe charlm_scatter_add(
            table + slot.offset, start, base + rows.offset, Int64(list.count),
            Int64(slot.columns))
        }
      }
    }
  }

  /// Sets gradient[slot] to the sum of the rows of `matrix`, or adds the sum to it.
  package func columnSums(
    _ matrix: Block, to slot: Slot, of gradient: inout Gradient, accumulates: Bool = false
  ) {
    check(matrix)
    precondition(slot.count == matrix.columns, "\(slot.name) for \(matrix.columns) columns")
    unsafe withFloatsToRead { base in
      unsafe gradient.values.withUnsafeMutableBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe charlm_column_sums(
          base + matrix.offset, start + slot.offset, Int64(matrix.rows), Int64(matrix.columns),
          accumulates)
      }
    }
  }

  /// Adds the sum of the rows of `matrix` to `row`.
  package mutating func addColumnSums(_ matrix: Block, to row: Block) {
    check(matrix)
    check(row, is: 1, by: matrix.columns)
    unsafe withFloats { base in
      unsafe charlm_column_sums(
        base + matrix.offset, base + row.offset, Int64(matrix.rows), Int64(matrix.columns), true)
    }
  }

  /// Sets gradient[slot] to the values of a block of the same size.
  package func copy(_ block: Block, to slot: Slot, of gradient: inout Gradient) {
    check(block)
    precondition(block.count == slot.count, "\(block.count) values for \(slot.name)")
    gradient.values.replaceSubrange(slot.range, with: read(block))
  }

  /// Adds the values of a block of the same size to gradient[slot].
  package func add(_ block: Block, to slot: Slot, of gradient: inout Gradient) {
    check(block)
    precondition(block.count == slot.count, "\(block.count) values for \(slot.name)")
    unsafe withFloatsToRead { base in
      unsafe gradient.values.withUnsafeMutableBufferPointer { values in
        guard let start = values.baseAddress else { return }
        unsafe charlm_add(base + block.offset, start + slot.offset, Int64(block.count))
      }
    }
  }

  /// Adds source to target.
  package mutating func add(_ source: Block, to target: Block) {
    check(source)
    check(target, is: source.rows, by: source.columns)
    unsafe withFloats { base in
      unsafe charlm_add(base + source.offset, base + target.offset, Int64(source.count))
    }
  }

  /// Applies inverted dropout: target = source / (1 − p) for kept elements, else 0, as the key
  /// decides; or adds that to the target. The gradient uses the same function with the same key.
  package mutating func dropout(
    _ source: Block, to target: Block, probability: Float, key: UInt64, accumulates: Bool
  ) {
    check(source)
    check(target, is: source.rows, by: source.columns)
    unsafe withFloats { base in
      unsafe charlm_dropout(
        base + source.offset, base + target.offset, Int64(source.count), probability, key,
        accumulates)
    }
  }
}
