/// Points of a history whose length is not known: all of them, or, of long ones, one for each so many.
package struct ThinnedSeries<Point: Mergeable & Sendable>: Sendable {
  /// Points that are kept at most, and half as many at least once there have been so many.
  private let limit: Int
  private var kept: [Point] = []
  /// Points that become one, and those that have not yet.
  private var group = 1
  private var pending: (point: Point, count: Int)?

  init(limit: Int) { self.limit = limit }

  /// The points, in their order.
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

  /// Takes back the last points that are so.
  mutating func removeLast(where isVoid: (Point) -> Bool) {
    if let pending, isVoid(pending.point) { self.pending = nil }
    while let last = kept.last, isVoid(last) { kept.removeLast() }
  }
}

/// What can stand for itself and the one after it.
package protocol Mergeable {
  func merged(with next: Self) -> Self
}
