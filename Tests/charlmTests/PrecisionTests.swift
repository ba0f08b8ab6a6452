import Foundation
import Testing

@Suite("Precisions")
struct PrecisionTests {
  private let scratch: Scratch
  private let model: String
  init() throws {
    scratch = try Scratch()
    model = try scratch.model("--steps", "60")
  }

  private static let precisions = ["auto", "float32", "bfloat16", "int8"]

  @Test("A precision acts when a model is read, and auto is float32")
  func reading() throws {
    let text = try scratch.file("text.txt", Tiny.text)
    let evaluations = try Self.precisions.map { precision in
      try #require(
        try Command(["eval", model, text, "--json", "--precision", precision]).object["nats"]
          as? Double)
    }
    #expect(evaluations[0] == evaluations[1])
    #expect(Set(evaluations).count == 3)
    for nats in evaluations { #expect(abs(nats / evaluations[0] - 1) < 0.02) }
    let scores = try Self.precisions.map { precision in
      try Command(["score", model, "--json", "--precision", precision], input: "the river").output
    }
    #expect(scores[0] == scores[1] && Set(scores).count == 3)
    for precision in Self.precisions {
      let command = try Command([
        "sample", model, "--count", "2", "--seed", "0", "--precision", precision,
      ])
      #expect(command.status == 0)
    }
  }

  @Test("Training in eight bits is refused, with what they are for")
  func training() throws {
    let corpus = try scratch.corpus()
    expectRefusal(
      try Tiny.train(corpus, out: scratch.path("out"), ["--precision", "int8"]),
      "precision: int8 is for reading", "float32")
    let file = try scratch.file("run.yaml", "precision: int8\n")
    expectRefusal(
      try Tiny.train(corpus, out: scratch.path("out"), ["--config", file]),
      "precision: int8 is for reading")
    expectRefusal(
      try Command(["bench", "--precision", "int8"]), "precision: int8 is for reading")
  }
}
