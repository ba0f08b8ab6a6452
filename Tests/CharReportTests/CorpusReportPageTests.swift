import CharCorpus
import CharReport
import Foundation
import Testing

@Suite("Reports on texts")
struct CorpusReportPageTests {
  private let scratch = Scratch()

  private func page(_ commands: AdvisedCommands?) throws -> CorpusReportPage {
    let folder = try scratch.write(
      "a line \u{200B}with\ttwo <words>\r\n", to: "text.txt", in: "texts")
    let report = try CorpusReporter(paths: ["\(folder)/text.txt"]).report()
    let text = TextAdvice(report)
    return CorpusReportPage(report, text, ModelAdvice(report, text), commands: commands)
  }

  @Test("Facts are those of the library; commands are those of the program that shows them")
  func commands() throws {
    let bare = try page(nil)
    #expect(bare.text().contains("Advice") && bare.text().contains("  line-ends"))
    for text in [bare.text(), bare.html(title: "x"), bare.json] {
      #expect(!text.contains("To train") && !text.contains("--hidden"))
    }
    #expect(bare.json.contains("\"command\":null"))
    let full = try page(
      AdvisedCommands(training: "teach it", cleaning: "wash it", settingPrefix: "+"))
    #expect(full.text().contains("    teach it\n") && full.text().contains("    wash it\n"))
    #expect(full.text().contains("  +line-ends"))
    #expect(full.html(title: "x").contains("<code>teach it</code>"))
    #expect(full.json.contains("\"command\":\"teach it\""))
  }

  @Test("A page for a browser escapes what comes from outside")
  func title() throws {
    let html = try page(nil).html(title: "<b>&")
    #expect(html.contains("&lt;b&gt;&amp;") && !html.contains("<b>&"))
  }

  @Test("No line for a terminal is wider than it", arguments: [80, 120])
  func width(_ columns: Int) throws {
    let lines = try page(nil).text(width: columns).split(separator: "\n")
    #expect(lines.count > 20)
    #expect(lines.allSatisfy { $0.count <= columns }, "\(lines.filter { $0.count > columns })")
  }
}
