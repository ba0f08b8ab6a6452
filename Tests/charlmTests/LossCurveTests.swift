import Foundation
import Testing

/// The curve that ends a run.
@Suite("The loss curve")
struct LossCurveTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// A complete run with a history of its own; going on with it has nothing to do but draw.
  private func draw(_ metrics: String) throws -> Command {
    let model = try scratch.model("--steps", "100", "--eval-every", "1000")
    _ = try scratch.file("model/metrics.jsonl", metrics)
    return try Command(["train", "--out", model, "--resume"], environment: ["COLUMNS": "60"])
  }

  private static let losses = (1...10).map { i in
    "{\"step\":\(10 * i),\"train_nats\":\(1 + 3.0 / Double(i)),\"rate\":0.1}\n"
      + (i % 3 == 0
        ? "{\"step\":\(10 * i),\"valid_nats_per_token\":\(1.25 + 3.0 / Double(i))}\n" : "")
  }.joined()

  /// The lines of the picture.
  private func picture(_ command: Command) -> [String] {
    let lines = command.errors.components(separatedBy: "\n")
    guard let start = lines.firstIndex(where: { $0.contains("nats per token   ") })
    else { return [] }
    // After it speaks the doctor.
    let end = lines.firstIndex { $0.hasPrefix("doctor") } ?? lines.index(before: lines.endIndex)
    return Array(lines[start..<end])
  }

  @Test("The picture comes before the last line of a run, on standard error")
  func curve() throws {
    let command = try draw(Self.losses)
    #expect(command.status == 0)
    let lines = picture(command)
    #expect(lines.count >= 17 && lines.allSatisfy { $0.count <= 60 }, "\(command.errors)")
    #expect(lines.contains { $0.contains("* best 1.5833 at step 90") })
    #expect(command.output.hasPrefix(scratch.path("model")))
  }

  @Test("A file of messages gets the picture without colors")
  func plain() throws {
    #expect(!(try draw(Self.losses)).errors.contains("\u{1B}"))
  }

  #if os(Linux)
    @Test("A terminal gets it in colors, unless it wants none", arguments: [false, true])
    func colors(_ hasNone: Bool) throws {
      let model = try scratch.model("--steps", "100", "--eval-every", "1000")
      _ = try scratch.file("model/metrics.jsonl", Self.losses)
      // A terminal of its own, by the program that records sessions.
      let line = "NO_COLOR=\(hasNone ? "1" : "") $charlm train --out \(model) --resume"
      let command = try Command(
        shell: "TERM=xterm script -qec '\(line)' /dev/null </dev/null")
      try #require(command.output.contains("nats per token   "), "\(command)")
      #expect(command.output.contains("\u{1B}[33mo") == !hasNone)
      #expect(command.output.contains("o validation"))
    }
  #endif

  @Test("Runs of fewer than three points, and --json, draw nothing")
  func nothing() throws {
    let short = Self.losses.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
    #expect(picture(try draw(short)).isEmpty)
    let other = try Scratch()
    _ = try other.corpus()
    let json = try Tiny.train(
      other.corpus(), out: other.path("model"), ["--steps", "60", "--json"])
    #expect(json.status == 0)
    #expect(picture(json).isEmpty)
    let whole = try Tiny.train(other.corpus(), out: other.path("second"), ["--steps", "60"])
    #expect(!picture(whole).isEmpty)
  }
}
