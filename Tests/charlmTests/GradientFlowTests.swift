import Foundation
import Testing

@Suite("charlm gradient-flow")
struct GradientFlowTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("says for every layer how the gradient fades on its way back")
  func json() throws {
    let model = try scratch.model("--layers", "2", "--cell", "elman")
    let command = try Command([
      "gradient-flow", model, scratch.corpus(), "--window", "8", "--lanes", "3", "--json",
    ])
    try #require(command.status == 0, "\(command.errors)")
    let object = try command.object
    #expect(object["window"] as? Int == 8)
    let norms = try #require(object["norms"] as? [[Double]])
    let ratios = try #require(object["ratios"] as? [Double])
    #expect(norms.count == 2 && norms.allSatisfy { $0.count == 8 && $0.allSatisfy { $0 > 0 } })
    for (ratio, layer) in zip(ratios, norms) { #expect(abs(ratio - layer[0] / layer[7]) < 1e-9) }
    let table = try Command(["gradient-flow", model, scratch.corpus(), "--window", "8"])
    #expect(table.output.contains("steps back") && table.output.contains("layer 1"))
  }

  @Test("a text that is shorter than a window is an error that says so")
  func tooShort() throws {
    let command = try Command([
      "gradient-flow", scratch.model(), scratch.corpus(), "--window", "99999",
    ])
    #expect(command.status == 1)
    #expect(command.errors.contains("needs 100000"))
  }
}
