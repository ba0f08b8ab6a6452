import CharNetwork
import CharNumerics
import Testing

@Suite("Precision of a network")
struct PrecisionTests {
  @Test(
    "Eight bits are refused where a sum has more terms than 32 bits hold, by the name of the matrix"
  )
  func depth() throws {
    func check(hidden: Int, _ precision: Precision) throws {
      var configuration = NetworkConfiguration()
      (configuration.layers, configuration.hiddenSize, configuration.embeddingSize) = (1, hidden, 8)
      try CharacterNetwork(configuration, vocabularySize: 9).check(precision)
    }
    let error = #expect(throws: NetworkError.self) { try check(hidden: 66_312, .int8) }
    let words = error?.description ?? ""
    #expect(
      words.contains("rnn.weight_hh_l0") && words.contains("`precision` bfloat16"), "\(words)")
    try check(hidden: 66_311, .int8)
    try check(hidden: 66_312, .bfloat16)
    // The largest products of all terms fit: 255 · 127 each.
    #expect(66_311 * 255 * 127 <= Int(Int32.max) && 66_312 * 255 * 127 > Int(Int32.max))
  }
}
