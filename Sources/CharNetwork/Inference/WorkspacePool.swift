internal import Synchronization

/// Steps and lanes of a window.
package struct WindowShape: Hashable, Sendable {
  package var steps, lanes: Int

  package init(steps: Int, lanes: Int) { (self.steps, self.lanes) = (steps, lanes) }
}

/// Workspaces that nobody is using, by shape. Those that have not been needed for longest are let go of
/// first.
package final class WorkspacePool<Workspace: Sendable>: Sendable {
  private struct Entry {
    let shape: WindowShape
    let workspace: Workspace
    /// Memory is as rows are.
    var rows: Int { max(1, shape.steps) * shape.lanes }
  }

  private let entries = Mutex<[Entry]>([])

  /// Rows of all that is kept.
  private let limit: Int
  /// The number of workspaces that are kept however large they are.
  private let least: Int

  /// An empty pool.
  ///
  /// - Parameters:
  ///   - limit: rows of all that is kept; more than several threads need that read windows of a few
  ///     shapes.
  ///   - least: the number of workspaces that are kept however large they are.
  package init(limit: Int, least: Int = 1) { (self.limit, self.least) = (limit, least) }

  /// Takes a workspace of a shape out of the pool; nil if there is none.
  package func take(_ shape: WindowShape) -> Workspace? {
    entries.withLock { entries in
      entries.lastIndex { $0.shape == shape }.map { entries.remove(at: $0).workspace }
    }
  }

  /// Keeps a workspace for the next one who needs its shape.
  package func give(_ workspace: Workspace, _ shape: WindowShape) {
    entries.withLock { entries in
      entries.append(Entry(shape: shape, workspace: workspace))
      guard entries.count > least else { return }
      var rows = entries.reduce(0) { $0 + $1.rows }
      while rows > limit, entries.count > least { rows -= entries.removeFirst().rows }
    }
  }

  /// Lets go of all.
  package func removeAll() { entries.withLock { $0 = [] } }
}
