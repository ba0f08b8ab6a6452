package import CharAutodiff

/// A formula as an SVG graph: inputs at the bottom, the result on top.
///
/// Each box contains a node's name, value and derivatives; each edge is labeled with the derivative
/// of its upper node with respect to its lower one.
package struct GraphDrawing {
  private let formula: Formula
  private let title: String
  private let lines: [[(text: String, style: String)]]
  private let layout: LayeredLayout
  private let edges: [(lower: Int, upper: Int, label: String)]

  private static let letter = 7.8
  private static let small = 6.6
  private static let lineHeight = 19.0
  private static let layerGap = 62.0
  private static let margin = 24.0

  /// Creates a drawing of a formula with its derivatives.
  package init(
    _ formula: Formula, title: String, gradients: Derivatives,
    forward: (variable: Variable, tangents: Derivatives)?
  ) {
    self.formula = formula
    self.title = title
    let result = formula.name(formula.result)
    lines = formula.nodes.map { node in
      let name = formula.name(node)
      var lines = [(formula.label(node), "name")]
      if !node.isConstant {
        lines.append(("\(name) = \(node.value[0, 0].digits)", "value"))
        lines.append(("∂\(result)/∂\(name) = \(gradients[node][0, 0].digits)", "reverse"))
      }
      if let forward {
        let by = formula.name(forward.variable)
        lines.append(("∂\(name)/∂\(by) = \(forward.tangents[node][0, 0].digits)", "forward"))
      }
      return lines
    }
    let numbers = Dictionary(uniqueKeysWithValues: formula.nodes.enumerated().map { ($1, $0) })
    edges = formula.nodes.enumerated().flatMap { upper, node in
      formula.edges(into: node).compactMap { edge in
        numbers[edge.operand].map { ($0, upper, edge.derivative.digits) }
      }
    }
    // Boxes fit the text and a label at every edge on both sides.
    var ports = [[Double]](repeating: [0, 0], count: lines.count)
    for edge in edges {
      ports[edge.lower][0] += GraphDrawing.portWidth(edge.label)
      ports[edge.upper][1] += GraphDrawing.portWidth(edge.label)
    }
    let widths = zip(lines, ports).map { lines, ports in
      let text = lines.map { Double($0.text.columns) * GraphDrawing.letter }.max() ?? 0
      return max(64, text + 28, ports.max() ?? 0)
    }
    layout = LayeredLayout(
      widths: widths, edges: edges.map { .init(lower: $0.lower, upper: $0.upper) })
  }

  private static func portWidth(_ label: String) -> Double { Double(label.columns) * small + 14 }

  private var boxHeight: Double {
    Double(lines.map(\.count).max() ?? 0) * GraphDrawing.lineHeight + 14
  }

  private var height: Double {
    let layers = Double((layout.layers.max() ?? 0) + 1)
    return layers * boxHeight + (layers - 1) * GraphDrawing.layerGap
  }

  /// Returns the top of a layer.
  private func top(_ layer: Int) -> Double {
    height - Double(layer + 1) * boxHeight - Double(layer) * GraphDrawing.layerGap
  }

  /// The SVG file.
  package var svg: String {
    let right = layout.x.indices.map { layout.x[$0] + layout.widths[$0] / 2 }.max() ?? 0
    let legend = "at an edge: the derivative of the node above by the node below"
    let legendWidth = Double(legend.count) * GraphDrawing.small
    let width = max(right, legendWidth)
    let margin = GraphDrawing.margin
    let (fullWidth, fullHeight) = (width + 2 * margin, height + 2 * margin + 26)
    let shift = margin + (width - right) / 2
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(fullWidth.short1)" \
      height="\(fullHeight.short1)" viewBox="0 0 \(fullWidth.short1) \(fullHeight.short1)" \
      font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" text-anchor="middle">
      <title>\(title.escapedHTML)</title>
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" \
      markerHeight="8" orient="auto"><path d="M0,0.8 L7.5,4 L0,7.2 z" fill="#64748b"/></marker></defs>
      <style>
      .edge { fill: none; stroke: #64748b; stroke-width: 1.3 }
      .label { font-size: 11px; fill: #475569; stroke: #ffffff; stroke-width: 4px; \
      paint-order: stroke }
      .name { font-size: 13px; font-weight: bold; fill: #0f172a }
      .value { font-size: 13px; fill: #0f172a }
      .reverse { font-size: 13px; fill: #c2410c }
      .forward { font-size: 13px; fill: #1d4ed8 }
      .legend { font-size: 11px; fill: #64748b }
      </style>
      <rect width="100%" height="100%" fill="#ffffff"/>
      <g transform="translate(\(shift.short1),\(margin.short1))">
      \(edgeElements)\(boxElements)</g>
      <text class="legend" x="\((fullWidth / 2).short1)" y="\((fullHeight - 16).short1)">\(legend)</text>
      </svg>

      """
  }

  private var boxElements: String {
    formula.nodes.indices.map { box in
      let (x, y) = (layout.x[box], top(layout.layers[box]))
      let node = formula.nodes[box]
      let (fill, stroke) =
        node == formula.result
        ? ("#fff7ed", "#ea580c") : node.isVariable ? ("#eff6ff", "#3b82f6") : ("#f8fafc", "#94a3b8")
      var text = ""
      let height = Double(lines[box].count) * GraphDrawing.lineHeight
      let first = y + (boxHeight - height) / 2 + 14
      for (index, line) in lines[box].enumerated() {
        let place = first + Double(index) * GraphDrawing.lineHeight
        text +=
          "<text class=\"\(line.style)\" x=\"\(x.short1)\" y=\"\(place.short1)\">"
          + "\(line.text.escapedHTML)</text>\n"
      }
      let left = x - layout.widths[box] / 2
      return "<rect x=\"\(left.short1)\" y=\"\(y.short1)\" width=\"\(layout.widths[box].short1)\" "
        + "height=\"\(boxHeight.short1)\" rx=\"8\" fill=\"\(fill)\" stroke=\"\(stroke)\"/>\n" + text
    }.joined()
  }

  private var edgeElements: String {
    let starts = ports(of: \.first) { ($0.lower, $0.upper) }
    let ends = ports(of: \.last) { ($0.upper, $0.lower) }
    var paths = ""
    var labels = ""
    for (edge, pieces) in layout.pieces.enumerated() {
      var (x, y) = (starts[edge], top(layout.layers[edges[edge].lower]))
      var path = "M\(x.short1),\(y.short1)"
      for (index, piece) in pieces.enumerated() {
        let isLast = index == pieces.count - 1
        let layerTop = top(layout.layers[piece.upper])
        let nextX = isLast ? ends[edge] : layout.x[piece.upper]
        let nextY = layerTop + boxHeight + (isLast ? 1 : 0)
        let middle = (y + nextY) / 2
        path +=
          " C\(x.short1),\(middle.short1) \(nextX.short1),\(middle.short1) "
          + "\(nextX.short1),\(nextY.short1)"
        if isLast {
          labels +=
            "<text class=\"label\" x=\"\(((x + 2 * nextX) / 3).short1)\" "
            + "y=\"\(((y + 2 * nextY) / 3 + 8).short1)\">\(edges[edge].label)</text>\n"
        } else {
          path += " L\(nextX.short1),\(layerTop.short1)"
        }
        (x, y) = (nextX, layerTop)
      }
      paths += "<path class=\"edge\" d=\"\(path)\" marker-end=\"url(#arrow)\"/>\n"
    }
    return paths + labels
  }

  /// Returns the points where edges meet a box, ordered by their other ends.
  private func ports(
    of piece: ([LayeredLayout.Edge]) -> LayeredLayout.Edge?,
    _ ends: (LayeredLayout.Edge) -> (box: Int, other: Int)
  ) -> [Double] {
    var result = [Double](repeating: 0, count: edges.count)
    let pieces = layout.pieces.indices.compactMap { edge in
      piece(layout.pieces[edge]).map { (edge: edge, ends: ends($0)) }
    }
    for (box, group) in Dictionary(grouping: pieces, by: \.ends.box) {
      let sorted = group.sorted {
        (layout.x[$0.ends.other], $0.edge) < (layout.x[$1.ends.other], $1.edge)
      }
      let widths = sorted.map { GraphDrawing.portWidth(edges[$0.edge].label) }
      var left = layout.x[box] - widths.reduce(0, +) / 2
      for (port, width) in zip(sorted, widths) {
        result[port.edge] = left + width / 2
        left += width
      }
    }
    return result
  }
}

extension String {
  /// Width in columns of a monospaced font.
  fileprivate var columns: Int {
    reduce(0) { $0 + ($1.unicodeScalars.contains { $0.value >= 0x2E80 } ? 2 : 1) }
  }
}

extension Double {
  /// The number with at most one decimal.
  fileprivate var short1: String { SVG.number(self) }
}
