internal import CharNumerics

/// The recurrent memory of B lanes, and nothing else: what each layer hands from one step to the next.
///
/// A value: a copy is a second continuation of the same texts. It fits windows and single steps alike.
public struct NetworkState: Sendable, Equatable {
  /// B.
  public private(set) var lanes: Int
  /// All numbers: layer by layer, plane by plane, lane by lane, `[planes, B, H]`.
  public internal(set) var values: [Float]

  private let planes, hiddenSize: Int

  init(planes: Int, lanes: Int, hiddenSize: Int) {
    self.lanes = lanes
    (self.planes, self.hiddenSize) = (planes, hiddenSize)
    values = [Float](repeating: 0, count: planes * lanes * hiddenSize)
  }

  private var planeSize: Int { lanes * hiddenSize }

  /// Replaces all numbers, for instance by those of a checkpoint.
  ///
  /// - Parameter values: as many as there are.
  /// - Returns: whether the count fits.
  public mutating func replace(with values: [Float]) -> Bool {
    guard values.count == self.values.count else { return false }
    self.values = values
    return true
  }

  // MARK: Lanes

  /// Makes a state of some of the lanes, in the order given; a lane may be there several times.
  ///
  /// - Parameter chosen: numbers of lanes, at least one.
  /// - Returns: the state.
  public func select(_ chosen: some Collection<Int>) -> NetworkState {
    var state = NetworkState(planes: planes, lanes: 0, hiddenSize: hiddenSize)
    select(chosen, into: &state)
    return state
  }

  /// Makes a state of some of the lanes, as `select` does, in memory that is reused.
  ///
  /// - Parameters:
  ///   - chosen: numbers of lanes, at least one.
  ///   - state: a state of the same network, which is replaced.
  func select(_ chosen: some Collection<Int>, into state: inout NetworkState) {
    precondition(!chosen.isEmpty, "a state of no lanes")
    precondition(
      planes == state.planes && hiddenSize == state.hiddenSize, "states of different networks")
    precondition(chosen.allSatisfy((0..<lanes).contains), "lanes \(chosen) of \(lanes)")
    state.lanes = chosen.count
    state.values.removeAll(keepingCapacity: true)
    state.values.reserveCapacity(planes * chosen.count * hiddenSize)
    unsafe values.withUnsafeBufferPointer { values in
      for plane in 0..<planes {
        for lane in chosen {
          let start = plane * planeSize + lane * hiddenSize
          unsafe state.values += UnsafeBufferPointer(rebasing: values[start..<start + hiddenSize])
        }
      }
    }
  }

  /// Makes a state of the first lanes.
  ///
  /// - Parameter count: how many, from 1 to `lanes`.
  /// - Returns: the state.
  public func first(_ count: Int) -> NetworkState {
    precondition((1...lanes).contains(count), "the first \(count) of \(lanes) lanes")
    return count == lanes ? self : select(0..<count)
  }

  /// Adds the lanes of another state after those that are there.
  ///
  /// - Parameter other: a state of the same network.
  public mutating func append(_ other: NetworkState) {
    precondition(
      planes == other.planes && hiddenSize == other.hiddenSize, "states of different networks")
    var joined: [Float] = []
    joined.reserveCapacity(values.count + other.values.count)
    for plane in 0..<planes {
      joined += values[plane * planeSize..<(plane + 1) * planeSize]
      joined += other.values[plane * other.planeSize..<(plane + 1) * other.planeSize]
    }
    values = joined
    lanes += other.lanes
  }

  /// Takes over the memory of a lane of another state.
  ///
  /// - Parameters:
  ///   - lane: the lane to go on from.
  ///   - other: its state, of the same network.
  ///   - target: the lane that forgets what it has read.
  public mutating func copy(lane: Int, of other: NetworkState, to target: Int) {
    precondition(
      planes == other.planes && hiddenSize == other.hiddenSize, "states of different networks")
    precondition(
      (0..<other.lanes).contains(lane) && (0..<lanes).contains(target),
      "lane \(lane) of \(other.lanes) to lane \(target) of \(lanes)")
    for plane in 0..<planes {
      let (from, to) = (
        plane * other.planeSize + lane * hiddenSize, plane * planeSize + target * hiddenSize
      )
      for unit in 0..<hiddenSize { values[to + unit] = other.values[from + unit] }
    }
  }

  // MARK: Planes

  /// Takes some planes over from another state of the same shape.
  mutating func takePlanes(_ planes: Range<Int>, from other: NetworkState) {
    let range = planes.lowerBound * planeSize..<planes.upperBound * planeSize
    values.replaceSubrange(range, with: other.values[range])
  }

  /// Copies a plane, or some units of the only lane's, into an arena.
  func load(_ plane: Int, units: Range<Int>? = nil, to block: Block, in arena: inout Arena) {
    arena.write(values, from: plane * planeSize + (units?.lowerBound ?? 0), to: block)
  }

  /// Copies a plane, or some units of the only lane's, out of an arena.
  mutating func store(_ plane: Int, units: Range<Int>? = nil, from block: Block, of arena: Arena) {
    arena.read(block, into: &values, from: plane * planeSize + (units?.lowerBound ?? 0))
  }
}
