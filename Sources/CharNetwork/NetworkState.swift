internal import CharNumerics

/// The recurrent memory of B lanes: what each layer hands from one window to the next.
public struct NetworkState: Sendable, Equatable {
  /// B.
  public let lanes: Int
  /// All numbers: layer by layer, plane by plane, lane by lane, `[planes, B, H]`.
  public internal(set) var values: [Float]

  private let planeSize: Int

  init(planes: Int, lanes: Int, hiddenSize: Int) {
    self.lanes = lanes
    planeSize = lanes * hiddenSize
    values = [Float](repeating: 0, count: planes * planeSize)
  }

  /// Replaces all numbers, for instance by those of a checkpoint.
  ///
  /// - Parameter values: as many as there are.
  /// - Returns: whether the count fits.
  public mutating func replace(with values: [Float]) -> Bool {
    guard values.count == self.values.count else { return false }
    self.values = values
    return true
  }

  /// The state of the first lanes alone.
  ///
  /// - Parameter count: how many, from 1 to `lanes`.
  /// - Returns: theirs.
  public func first(_ count: Int) -> NetworkState {
    precondition((1...lanes).contains(count), "the first \(count) of \(lanes) lanes")
    guard count < lanes else { return self }
    let hiddenSize = planeSize / lanes
    var state = NetworkState(
      planes: values.count / planeSize, lanes: count, hiddenSize: hiddenSize)
    for (from, to) in zip(
      stride(from: 0, to: values.count, by: planeSize),
      stride(from: 0, to: state.values.count, by: state.planeSize))
    {
      state.values.replaceSubrange(
        to..<to + state.planeSize, with: values[from..<from + state.planeSize])
    }
    return state
  }

  /// Takes some planes over from another state of the same shape.
  mutating func takePlanes(_ planes: Range<Int>, from other: NetworkState) {
    let range = planes.lowerBound * planeSize..<planes.upperBound * planeSize
    values.replaceSubrange(range, with: other.values[range])
  }

  func load(_ plane: Int, to block: Block, in arena: inout Arena) {
    arena.write(values[plane * planeSize..<(plane + 1) * planeSize], to: block)
  }

  mutating func store(_ plane: Int, from block: Block, of arena: Arena) {
    values.replaceSubrange(plane * planeSize..<(plane + 1) * planeSize, with: arena.read(block))
  }
}
