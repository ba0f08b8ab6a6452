import CharReport
import Foundation
import Testing

@Suite("Reports on runs")
struct RunReportTests {
  private let scratch = Scratch()

  @Test("A page of two runs shows both, and marks the better one")
  func two() throws {
    let names = ["first <1>", "second"]
    let directories = try zip(names, [1.5, 1.0]).map { name, floor in
      try scratch.write(metrics(floor: floor), to: "metrics.jsonl", in: name)
    }
    let report = try RunReport(directories: directories)
    let page = report.html
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.contains("first &lt;1&gt;") && !page.contains("first <1>"))
    let marked = page.components(separatedBy: "<tr class=\"marked\">").dropFirst()
    #expect(marked.count == 1 && marked.first?.contains("second") == true)
    #expect(page.components(separatedBy: "<polyline").count > 4)
    #expect(RunReport.isPage(String(page.prefix(RunReport.head))))
    #expect(!RunReport.isPage("<!DOCTYPE html><title>another</title>"))

    let lines = report.text.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("first <1>") && lines[2].hasPrefix("second"))
    #expect(lines[2].contains("1.5833") && lines[2].hasSuffix(" 90"))
    let object = try JSONSerialization.jsonObject(with: Data(report.json(page: "p.html").utf8))
    let runs = try #require((object as? [String: Any])?["runs"] as? [[String: Any]])
    #expect(runs.map { $0["best_step"] as? Int } == [90, 90])
    #expect(runs.map { $0["name"] as? String } == names)
  }

  @Test("What is missing is said, and a folder without a run is an error")
  func problems() throws {
    let run = try scratch.write(metrics() + "{\"step\":", to: "metrics.jsonl", in: "cut")
    #expect(
      try RunReport(directories: [run]).problems == [
        "\(run): config.json is missing: nothing was saved yet"
      ])
    let other = try scratch.write("", to: "notes.txt", in: "other")
    #expect(throws: (any Error).self) { try RunReport(directories: [run, other]) }
  }
}
