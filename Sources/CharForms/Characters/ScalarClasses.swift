/// A partition of the scalars into classes that some sets cannot tell apart.
struct ScalarClasses: Sendable {
  /// The scalars of each class.
  let sets: [ScalarSet]
  /// The classes of each set that was given.
  let members: [[Int32]]

  private let starts: [UInt32]
  private let classes: [Int32]
  private let ascii: [Int32]

  /// Makes the coarsest partition in which each set is a union of classes.
  init(_ given: [ScalarSet]) {
    var events: [(scalar: UInt32, set: Int32)] = []
    for (index, set) in given.enumerated() {
      for range in set.ranges {
        events.append((range.lowerBound, Int32(index)))
        events.append((range.upperBound + 1, Int32(index)))
      }
    }
    events.sort { $0.scalar < $1.scalar }
    var active: [Int32] = []
    var numbers: [[Int32]: Int32] = [:]
    var signatures: [[Int32]] = []
    var ranges: [[ClosedRange<UInt32>]] = []
    var starts: [UInt32] = [0]
    var classes: [Int32] = [-1]
    var index = 0
    while index < events.count {
      let scalar = events[index].scalar
      while index < events.count, events[index].scalar == scalar {
        let set = events[index].set
        // In ascending order, so that equal sets of sets are equal keys.
        let place = active.firstIndex { $0 >= set } ?? active.endIndex
        if place < active.endIndex, active[place] == set {
          active.remove(at: place)
        } else {
          active.insert(set, at: place)
        }
        index += 1
      }
      guard scalar < 0x110000 else { break }
      var number: Int32 = -1
      if !active.isEmpty {
        if let known = numbers[active] {
          number = known
        } else {
          number = Int32(signatures.count)
          numbers[active] = number
          signatures.append(active)
          ranges.append([])
        }
        let end = index < events.count ? events[index].scalar : 0x110000
        ranges[Int(number)].append(scalar...(end - 1))
      }
      starts.append(scalar)
      classes.append(number)
    }
    var members = [[Int32]](repeating: [], count: given.count)
    for (number, signature) in signatures.enumerated() {
      for set in signature { members[Int(set)].append(Int32(number)) }
    }
    self.members = members
    sets = ranges.map { ScalarSet($0) }
    self.starts = starts
    self.classes = classes
    ascii = (0..<128).map { Self.find($0, starts, classes) }
  }

  /// The number of classes.
  var count: Int { sets.count }

  /// Returns the class of a scalar; nil if it is in none of the sets.
  func index(of scalar: UInt32) -> Int? {
    let found = scalar < 128 ? ascii[Int(scalar)] : Self.find(scalar, starts, classes)
    return found < 0 ? nil : Int(found)
  }

  private static func find(_ scalar: UInt32, _ starts: [UInt32], _ classes: [Int32]) -> Int32 {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= scalar { low = middle } else { high = middle }
    }
    // Of two intervals that start together, the later one counts.
    return classes[low]
  }
}
