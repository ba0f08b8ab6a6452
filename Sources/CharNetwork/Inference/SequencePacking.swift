/// Which sequences share a lane: as many lanes as are needed, each filled as well as can be done
/// quickly (best fit, the longest first).
package struct SequencePacking: Sendable, Equatable {
  /// For each lane, the sequences in it, by number.
  package private(set) var lanes: [[Int]] = []

  /// - Parameters:
  ///   - lengths: of the sequences, each from 1 to `window`; of equals, the earlier ones come first.
  ///   - window: T.
  ///   - limit: the most sequences in a lane.
  package init(lengths: [Int], window: Int, limit: Int) {
    let order = lengths.indices.sorted {
      lengths[$0] != lengths[$1] ? lengths[$0] > lengths[$1] : $0 < $1
    }
    // Lanes by how much room they have left.
    var byRoom = [[Int]](repeating: [], count: window + 1)
    for index in order {
      let length = lengths[index]
      precondition((1...window).contains(length), "a sequence of \(length) in \(window) steps")
      let room = (length...window).first { !byRoom[$0].isEmpty }
      let lane: Int
      if let room, let found = byRoom[room].popLast() {
        lane = found
        lanes[lane].append(index)
        if lanes[lane].count < limit { byRoom[room - length].append(lane) }
      } else {
        lane = lanes.count
        lanes.append([index])
        if limit > 1 { byRoom[window - length].append(lane) }
      }
    }
  }
}
