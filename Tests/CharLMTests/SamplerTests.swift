import CharLM
import Testing

@Suite("Sampler")
struct SamplerTests {
  @Test("temperature 0 always draws the likeliest token, and the first of equals")
  func greedy() throws {
    var options = SamplingOptions()
    options.temperature = 0
    var sampler = try Sampler(options)
    #expect(sampler.draw(from: [0, 3, 1, 3]) == 1)
  }
}
