import CharNGram
import CharText
import Foundation
import Testing

/// The published figures of Kneser-Ney models, on a text that is not part of the repository:
/// `charlm corpus get war-and-peace` fetches it, and CHARLM_WAR_AND_PEACE is its path.
@Suite("N-gram models on War and Peace")
struct WarAndPeaceTests {
  private static let path = ProcessInfo.processInfo.environment["CHARLM_WAR_AND_PEACE"]

  @Test(
    "Test losses in the stream split are those of the literature",
    .enabled(if: path != nil, "set CHARLM_WAR_AND_PEACE to the path of the text"),
    arguments: [(order: 7, nats: 1.200), (9, 1.190)])
  func streamSplit(_ order: Int, _ nats: Double) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try #require(Self.path))))
    // A hundred rows of 32,500 bytes: 26,000 to learn, 3,200 to validate, and 3,300 to test.
    let (rows, size) = (100, 32_500)
    try #require(bytes.count > rows * size)
    var tokens = [Token](repeating: 0, count: 256)
    for (index, byte) in Set(bytes).sorted().enumerated() { tokens[Int(byte)] = Token(2 + index) }
    let text = bytes[...(rows * size)].map { tokens[Int($0)] }
    var counts = NGramCounts(order: order, vocabularySize: 2 + Set(bytes).count)
    for row in 0..<rows {
      counts.add(text[row * size..<row * size + 26_000])
      counts.cut()
    }
    let model = NGramModel(counts)
    let losses = (0..<rows).flatMap { row in
      // The last target is the first byte of the next row.
      model.logProbabilities(text[row * size + 29_200...(row + 1) * size]).map { -$0 }
    }
    let mean = losses.reduce(0, +) / Double(losses.count)
    #expect(losses.count == rows * 3_300)
    #expect(abs(mean - nats) < 0.003, "order \(order): \(mean) nats")
    print("order \(order): \(mean) nats")
  }
}
