internal import Synchronization

/// Steps and lanes of a window.
struct WindowShape: Hashable {
  var steps, lanes: Int
}

/// Workspaces that nobody is using, by shape. Those that have not been needed for longest are let go of
/// first.
final class WorkspacePool<Workspace: Sendable>: Sendable {
  private struct Entry {
    let shape: WindowShape
    let workspace: Workspace
    /// Memory is as rows are.
    var rows: Int { max(1, shape.steps) * shape.lanes }
  }

  private let entries = Mutex<[Entry]>([])

  /// Rows of all that is kept: what several threads need that read windows of many shapes.
  private static var limit: Int { 8192 }

  /// Takes a workspace of a shape out of the pool; nil if there is none.
  func take(_ shape: WindowShape) -> Workspace? {
    entries.withLock { entries in
      entries.lastIndex { $0.shape == shape }.map { entries.remove(at: $0).workspace }
    }
  }

  /// Keeps a workspace for the next one who needs its shape.
  func give(_ workspace: Workspace, _ shape: WindowShape) {
    entries.withLock { entries in
      entries.append(Entry(shape: shape, workspace: workspace))
      var rows = entries.reduce(0) { $0 + $1.rows }
      while rows > Self.limit, entries.count > 1 { rows -= entries.removeFirst().rows }
    }
  }

  /// Lets go of all.
  func removeAll() { entries.withLock { $0 = [] } }
}
