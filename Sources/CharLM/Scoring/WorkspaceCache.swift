internal import CharNetwork

/// The shape of a window. There are few, so that a workspace serves many windows.
struct WindowShape: Equatable {
  private(set) var lanes: Int
  var steps = 0

  /// Room for some lanes: a power of two up to 16, then a multiple of 16.
  init(lanes: Int) {
    self.lanes = lanes
    narrow(toLanes: lanes)
  }

  /// The narrowest shape that has room for so many lanes.
  mutating func narrow(toLanes count: Int) {
    lanes = [1, 2, 4, 8, 16].first { $0 >= count } ?? (count + 15) / 16 * 16
  }

  /// Steps times lanes at most.
  static let rows = 512

  /// Steps of a window where the lanes have so many left: without filling up the shorter ones, or up
  /// to eight, whose cost is small.
  static func steps(lanes: Int, shortest: Int, longest: Int) -> Int {
    let limit = min(rows / lanes, max(shortest, min(longest, 8)))
    return [128, 32, 8, 4, 2].first { $0 <= limit } ?? 1
  }
}

/// The workspaces of one thread, made when they are needed first, and let go of when they have not
/// been needed for long.
struct WorkspaceCache {
  private let reader: CharacterReader
  private var entries: [Entry] = []

  private struct Entry {
    let shape: WindowShape
    var workspace: CharacterWorkspace
    var rows: Int { shape.steps * shape.lanes }
  }

  init(_ reader: CharacterReader) { self.reader = reader }

  /// ln p of a window's targets, `[T, B]`.
  mutating func logProbabilities(
    _ batch: TokenBatch, _ shape: WindowShape, state: inout NetworkState
  ) -> [Double] {
    let index = entries.firstIndex { $0.shape == shape } ?? add(shape)
    // The one that was needed last stands last.
    if index < entries.count - 1 { entries.append(entries.remove(at: index)) }
    return reader.logProbabilities(
      batch, state: &state, workspace: &entries[entries.count - 1].workspace)
  }

  private mutating func add(_ shape: WindowShape) -> Int {
    // Memory is as rows are.
    var rows = shape.steps * shape.lanes + entries.reduce(0) { $0 + $1.rows }
    while rows > 2 * WindowShape.rows, let oldest = entries.first {
      rows -= oldest.rows
      entries.removeFirst()
    }
    entries.append(
      Entry(
        shape: shape, workspace: reader.makeWorkspace(steps: shape.steps, lanes: shape.lanes)))
    return entries.count - 1
  }
}
