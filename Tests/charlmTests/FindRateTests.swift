import Foundation
import Testing

@Suite("charlm train --find-rate")
struct FindRateTests {
  @Test("A curve and an advice are printed, and nothing is written")
  func advice() throws {
    let scratch = try Scratch()
    let corpus = try scratch.corpus()
    let command = try Command(
      ["train", corpus, "--find-rate", "--steps", "40"] + Tiny.flags,
      environment: ["COLUMNS": "72"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("Advice: --rate "))
    let lines = command.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.filter { $0.contains("⢸") || $0.contains("⢺") }.count == 12)
    #expect(lines.prefix(15).allSatisfy { $0.count <= 72 })
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.directory)
    #expect(names == ["corpus.txt"])
  }

  @Test("The points can be read by programs, and are the same every time")
  func json() throws {
    let scratch = try Scratch()
    let flags =
      ["train", try scratch.corpus(), "--find-rate", "--steps", "30", "--json"] + Tiny.flags
    let command = try Command(flags)
    let object = try command.object
    let points = try #require(object["points"] as? [[String: Any]])
    #expect(points.count > 3 && points.count <= 30)
    #expect(points.allSatisfy { $0["rate"] is Double && $0["nats"] is Double })
    #expect(object["optimizer"] as? String == "muon")
    let rate = try #require(object["advised_rate"] as? Double)
    #expect(rate < object["lowest_rate"] as? Double ?? 0)
    #expect(try Command(flags).output == command.output)
  }

  @Test("It writes nothing, so it takes no directory; training needs one")
  func flags() throws {
    let scratch = try Scratch()
    let corpus = try scratch.corpus()
    for flags in [
      ["--find-rate", "--out", scratch.path("model")], ["--find-rate", "--resume"], [],
    ] {
      let command = try Command(["train", corpus] + flags)
      #expect(command.status == 64)
      #expect(command.errors.contains("--out"))
    }
  }
}
