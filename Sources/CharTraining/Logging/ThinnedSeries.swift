/// A series of unknown length, thinned if long by merging groups of consecutive points.
package struct ThinnedSeries<Point: Mergeable & Sendable>: Sendable {
  /// Maximum number of points; when it is reached, pairs are merged.
  private let limit: Int
  private var kept: [Point] = []
  /// Points per group, and the incomplete last group.
  private var group = 1
  private var pending: (point: Point, count: Int)?

  init(limit: Int) { self.limit = limit }

  /// The points in order.
  package var points: [Point] { kept + (pending.map { [$0.point] } ?? []) }

  mutating func append(_ point: Point) {
    let next = pending.map { ($0.point.merged(with: point), $0.count + 1) } ?? (point, 1)
    pending = next
    guard next.1 == group else { return }
    kept.append(next.0)
    pending = nil
    guard kept.count == limit else { return }
    kept = stride(from: 0, to: limit - 1, by: 2).map { kept[$0].merged(with: kept[$0 + 1]) }
    group *= 2
  }

  /// Removes the last points while the condition holds.
  mutating func removeLast(where isVoid: (Point) -> Bool) {
    if let pending, isVoid(pending.point) { self.pending = nil }
    while let last = kept.last, isVoid(last) { kept.removeLast() }
  }
}

/// A value that can be merged with the next one.
package protocol Mergeable {
  func merged(with next: Self) -> Self
}
