/// The count and the traits of each scalar; a lookup is two array reads for any script.
struct ScalarCounter {
  private static let pageSize = 256

  /// The offset in the other arrays of each block of 256 scalars; -1 if the block is absent.
  private var pages = [Int32](repeating: -1, count: 0x110000 / pageSize)
  private var counts: [Int] = []
  private var traits: [ScalarTraits] = []

  /// Counts a scalar and returns its traits.
  @inline(__always)
  mutating func count(_ scalar: UInt32) -> ScalarTraits {
    let page = pages[Int(scalar >> 8)]
    guard page >= 0 else { return countFirst(scalar) }
    let index = Int(page) | Int(scalar & 0xFF)
    counts[index] += 1
    let known = traits[index]
    return known.isEmpty ? learn(scalar, index) : known
  }

  private mutating func countFirst(_ scalar: UInt32) -> ScalarTraits {
    pages[Int(scalar >> 8)] = Int32(counts.count)
    counts.append(contentsOf: repeatElement(0, count: Self.pageSize))
    traits.append(contentsOf: repeatElement([], count: Self.pageSize))
    return count(scalar)
  }

  private mutating func learn(_ scalar: UInt32, _ index: Int) -> ScalarTraits {
    let found = ScalarTraits(of: scalar)
    traits[index] = found
    return found
  }

  /// Adds occurrences of a scalar.
  mutating func add(_ count: Int, of scalar: UInt32) {
    guard count > 0 else { return }
    _ = self.count(scalar)
    counts[Int(pages[Int(scalar >> 8)]) | Int(scalar & 0xFF)] += count - 1
  }

  /// The scalars that occur, in order.
  var all: [(scalar: UInt32, count: Int, traits: ScalarTraits)] {
    pages.enumerated().filter { $0.element >= 0 }.flatMap { block, page in
      (0..<Self.pageSize).compactMap { offset in
        let index = Int(page) + offset
        return counts[index] == 0
          ? nil : (UInt32(block * Self.pageSize + offset), counts[index], traits[index])
      }
    }
  }
}
