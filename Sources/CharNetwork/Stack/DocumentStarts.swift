/// The lanes that start a document or span, step by step.
struct DocumentStarts: Sendable, Equatable {
  private var lanes: [Int32] = []
  private var offsets: [Int] = [0]

  init(inputs: [Int32], steps: Int, lanes count: Int, boundary: Int32?, startsAnew: Bool) {
    offsets.reserveCapacity(steps + 1)
    for step in 0..<steps {
      let all = startsAnew && step == 0
      for lane in 0..<count where all || inputs[step * count + lane] == boundary {
        lanes.append(Int32(lane))
      }
      offsets.append(lanes.count)
    }
  }

  /// The lanes that start at each step.
  init(_ starting: [[Int32]]) {
    for lanes in starting {
      self.lanes += lanes
      offsets.append(self.lanes.count)
    }
  }

  subscript(step: Int) -> ArraySlice<Int32> { lanes[offsets[step]..<offsets[step + 1]] }
}

/// The starts of documents, for layers that run forward and for those that run backward.
struct Starts: Sendable, Equatable {
  var forward, reversed: DocumentStarts

  init(forward: DocumentStarts, reversed: DocumentStarts) {
    (self.forward, self.reversed) = (forward, reversed)
  }

  /// No start in a number of steps.
  init(noneIn steps: Int) {
    let none = DocumentStarts([[Int32]](repeating: [], count: steps))
    self.init(forward: none, reversed: none)
  }

  subscript(isReversed: Bool) -> DocumentStarts { isReversed ? reversed : forward }
}
