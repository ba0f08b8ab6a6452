import CharNetwork
import CharNumerics
import Testing

@Suite("Sequences that share lanes")
struct SequencePackingTests {
  @Test("Every sequence has one place, and no lane is too full", arguments: [1, 3, 8])
  func places(_ limit: Int) {
    var random = RandomSource(seed: 3)
    let lengths = (0..<500).map { _ in 1 + Int(random.next() % 64) }
    let packing = SequencePacking(lengths: lengths, window: 64, limit: limit)
    #expect(packing.lanes.joined().sorted() == Array(0..<500))
    for lane in packing.lanes {
      #expect(lane.count <= limit)
      #expect(lane.reduce(0) { $0 + lengths[$1] } <= 64)
    }
    // No fewer lanes can hold them; a limit of 8 comes close.
    let least = (lengths.reduce(0, +) + 63) / 64
    #expect(packing.lanes.count >= least)
    if limit == 8 { #expect(packing.lanes.count < least + least / 20) }
    if limit == 1 { #expect(packing.lanes.count == 500) }
  }

  @Test("The longest come first, and fill each other up")
  func order() {
    let packing = SequencePacking(lengths: [2, 5, 3, 5], window: 8, limit: 8)
    #expect(packing.lanes == [[1, 0], [3, 2]])
  }
}
