/// A layered layout of an acyclic graph with all edges upward (Sugiyama, Tagawa and Toda 1981,
/// https://doi.org/10.1109/TSMC.1981.4308636).
///
/// Edges across several layers get a point in each layer between, placed like a box, so that no
/// edge crosses a box.
struct LayeredLayout {
  struct Edge {
    /// Indices of boxes, or of points that belong to an edge.
    let lower, upper: Int
  }

  /// Widths of the boxes, then of the points.
  private(set) var widths: [Double]
  /// The layer of each box or point, the lowest 0.
  private(set) var layers: [Int]
  /// The center of each box or point.
  private(set) var x: [Double]
  /// The segments of each given edge, lowest first.
  private(set) var pieces: [[Edge]]
  /// The boxes and points of each layer from left to right.
  private var order: [[Int]] = []
  private let boxCount: Int

  private static let gap = 28.0
  private static let pointWidth = 18.0

  /// Computes a layout.
  ///
  /// - Parameters:
  ///   - widths: widths of the boxes, sources of edges first.
  ///   - edges: edges from a box to one with a larger index.
  init(widths: [Double], edges: [Edge]) {
    self.widths = widths
    boxCount = widths.count
    layers = LayeredLayout.layers(count: widths.count, edges)
    x = []
    pieces = []
    for edge in edges {
      var chain = [edge.lower]
      for layer in (layers[edge.lower] + 1)..<layers[edge.upper] {
        chain.append(self.widths.count)
        self.widths.append(LayeredLayout.pointWidth)
        layers.append(layer)
      }
      chain.append(edge.upper)
      pieces.append(zip(chain, chain.dropFirst()).map { Edge(lower: $0, upper: $1) })
    }
    let all = pieces.flatMap { $0 }
    let neighbors = LayeredLayout.neighbors(count: self.widths.count, all)
    order = firstOrder(top: boxCount - 1, neighbors.below)
    reduceCrossings(all, neighbors)
    place(neighbors)
  }

  /// Returns the layers: as low as operands permit; boxes without operands as high as their uses
  /// permit.
  private static func layers(count: Int, _ edges: [Edge]) -> [Int] {
    var layers = [Int](repeating: 0, count: count)
    let into = Dictionary(grouping: edges, by: \.upper)
    for box in 0..<count {
      layers[box] = (into[box] ?? []).map { layers[$0.lower] + 1 }.max() ?? 0
    }
    let outOf = Dictionary(grouping: edges, by: \.lower)
    for box in 0..<count where into[box] == nil {
      layers[box] = (outOf[box] ?? []).map { layers[$0.upper] - 1 }.min() ?? 0
    }
    return layers
  }

  private typealias Neighbors = (below: [[Int]], above: [[Int]])

  private static func neighbors(count: Int, _ edges: [Edge]) -> Neighbors {
    var result = Neighbors(
      below: [[Int]](repeating: [], count: count), above: [[Int]](repeating: [], count: count))
    for edge in edges {
      result.below[edge.upper].append(edge.lower)
      result.above[edge.lower].append(edge.upper)
    }
    return result
  }

  /// Returns the initial order: operands from left to right as in the formula.
  private func firstOrder(top: Int, _ below: [[Int]]) -> [[Int]] {
    var order = [[Int]](repeating: [], count: (layers.max() ?? 0) + 1)
    var seen: Set<Int> = []
    var stack = [top]
    while let item = stack.popLast() {
      guard seen.insert(item).inserted else { continue }
      order[layers[item]].append(item)
      stack.append(contentsOf: below[item].reversed())
    }
    return order
  }

  /// Sorts layer by layer by the mean position of neighbors, alternating down and up, and keeps the
  /// best order.
  private mutating func reduceCrossings(_ edges: [Edge], _ neighbors: Neighbors) {
    var best = order
    var fewest = crossings(edges)
    for sweep in 0..<16 where fewest > 0 {
      let goesDown = sweep % 2 == 0
      for layer in goesDown ? Array(order.indices.reversed()) : Array(order.indices) {
        let places = LayeredLayout.places(order, count: widths.count)
        let side = goesDown ? neighbors.above : neighbors.below
        let keys = order[layer].map { item in
          side[item].isEmpty
            ? Double(places[item])
            : side[item].reduce(0) { $0 + Double(places[$1]) } / Double(side[item].count)
        }
        order[layer] = zip(order[layer], keys).enumerated()
          .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
      }
      let count = crossings(edges)
      if count < fewest { (best, fewest) = (order, count) }
    }
    order = best
  }

  private static func places(_ order: [[Int]], count: Int) -> [Int] {
    var places = [Int](repeating: 0, count: count)
    for layer in order { for (place, item) in layer.enumerated() { places[item] = place } }
    return places
  }

  private func crossings(_ edges: [Edge]) -> Int {
    let places = LayeredLayout.places(order, count: widths.count)
    return Dictionary(grouping: edges) { layers[$0.lower] }.values.reduce(0) { sum, edges in
      let ends = edges.map { (places[$0.lower], places[$0.upper]) }
      return ends.indices.reduce(sum) { sum, i in
        sum
          + ends[..<i].count { ($0.0 - ends[i].0) * ($0.1 - ends[i].1) < 0 }
      }
    }
  }

  /// Moves every box to the mean of its neighbors as far as order and gaps permit. The pull between
  /// two points is strong, so that long edges are straight.
  private mutating func place(_ neighbors: Neighbors) {
    func weight(_ a: Int, _ b: Int) -> Double { a >= boxCount && b >= boxCount ? 8 : 1 }
    x = [Double](repeating: 0, count: widths.count)
    for sweep in 0..<100 {
      for layer in sweep % 2 == 0 ? order : order.reversed() {
        let wishes = layer.map { item in
          let near = neighbors.below[item] + neighbors.above[item]
          let weights = near.reduce(0) { $0 + weight(item, $1) }
          return weights == 0
            ? x[item] : near.reduce(0) { $0 + weight(item, $1) * x[$1] } / weights
        }
        place(layer, wishes)
      }
    }
    let left = x.indices.map { x[$0] - widths[$0] / 2 }.min() ?? 0
    for item in x.indices { x[item] -= left }
  }

  /// Finds the positions of a layer closest to the wishes in least squares. Without gaps, positions
  /// must not decrease, so decreasing neighbors are merged into their mean (isotonic regression).
  private mutating func place(_ layer: [Int], _ wishes: [Double]) {
    var offsets = [0.0]
    for (left, right) in zip(layer, layer.dropFirst()) {
      offsets.append(
        (offsets.last ?? 0) + (widths[left] + widths[right]) / 2 + LayeredLayout.gap)
    }
    var groups: [(sum: Double, count: Int)] = []
    for (wish, offset) in zip(wishes, offsets) {
      groups.append((wish - offset, 1))
      while groups.count > 1 {
        let (a, b) = (groups[groups.count - 2], groups[groups.count - 1])
        guard a.sum / Double(a.count) > b.sum / Double(b.count) else { break }
        groups.removeLast(2)
        groups.append((a.sum + b.sum, a.count + b.count))
      }
    }
    let means = groups.flatMap { group in
      [Double](repeating: group.sum / Double(group.count), count: group.count)
    }
    for (index, item) in layer.enumerated() { x[item] = means[index] + offsets[index] }
  }
}
