import Foundation
import Testing

/// `charlm report`: pages of runs.
@Suite("Report")
struct ReportTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func run(_ name: String, _ flags: String...) throws -> String {
    let command = try Tiny.train(
      scratch.corpus(), out: scratch.path(name),
      ["--steps", "40", "--eval-every", "20", "--sample-every", "20"] + flags)
    try #require(command.status == 0, "\(command.errors)")
    return scratch.path(name)
  }

  private func page(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("A run becomes a page in its directory that needs nothing from elsewhere")
  func one() throws {
    let model = try run("first")
    let command = try Command(["report", model])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.errors.isEmpty)
    #expect(command.output.hasSuffix("\(model)/report.html\n"))
    #expect(command.output.contains("complete"))
    let text = try page(model + "/report.html")
    for part in [
      "<h1>first</h1>", "Loss", "Rate, gradient and speed", "Samples over time", "Settings",
      "step 20 · ", "step 40 · ", "<dt>hidden</dt><dd>8</dd>", "corpus.txt", "prefers-color-scheme",
      "name=\"viewport\"", "best ",
    ] { #expect(text.contains(part), "\(part)") }
    // Over steps, tokens and time, each for wide and narrow screens, and three more.
    #expect(text.components(separatedBy: "<svg").count - 1 == 9)
    #expect(
      text.components(separatedBy: "<svg").count == text.components(separatedBy: "</svg>").count)
    for foreign in ["<script", "http", "url(", "@import", "<link", "src="] {
      #expect(!text.contains(foreign), "\(foreign)")
    }
    for number in ["nan", "inf"] { #expect(!text.contains("\"\(number)\"")) }
  }

  @Test("Several runs stand side by side, and what differs between them stands out")
  func several() throws {
    let runs = [try run("first"), try run("second", "--hidden", "12"), try run("third")]
    let out = scratch.path("all.html")
    let command = try Command(["report"] + runs + ["--out", out])
    #expect(command.status == 0, "\(command.errors)")
    let text = try page(out)
    for (number, name) in ["first", "second", "third"].enumerated() {
      #expect(text.contains("<i class=\"swatch run\(number)\"></i>\(name)"))
      #expect(text.contains("<polyline class=\"thick run\(number)\""))
    }
    let settings = try #require(text.range(of: "what differs"))
    let same = try #require(text.range(of: "the same in all"))
    let different = text[settings.lowerBound..<same.lowerBound]
    #expect(different.contains("<bdi>hidden</bdi>") && different.contains("<bdi>12</bdi>"))
    #expect(!different.contains("<bdi>layers</bdi>"))
    #expect(text[same.lowerBound...].contains("<dt>layers</dt><dd>1</dd>"))
    #expect(text.components(separatedBy: "<tr class=\"marked\">").count - 1 >= 2)
  }

  @Test("Runs in folders of one name are called by their paths; many share colors, but are dashed")
  func names() throws {
    let model = try run("first")
    let runs = (0..<10).map { scratch.path("\($0)/run") }
    for run in runs {
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: run).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: model, toPath: run)
    }
    let out = scratch.path("all.html")
    #expect(try Command(["report"] + runs + ["--out", out]).status == 0)
    let text = try page(out)
    #expect(text.contains("<h1>10 runs</h1>"))
    #expect(text.contains("class=\"thick run1\" stroke-dasharray=\"7 3\""))
  }

  @Test("Any number of runs is told apart, and the terminal shows what differs between them")
  func many() throws {
    let models = [try run("first"), try run("second", "--hidden", "12", "--casefold")]
    let runs = (0..<30).map { scratch.path("run\($0)") }
    for (index, run) in runs.enumerated() {
      try FileManager.default.copyItem(atPath: models[index % 2], toPath: run)
    }
    let out = scratch.path("all.html")
    let command = try Command(["report"] + runs + ["--out", out])
    #expect(command.status == 0)
    #expect(command.output.contains("run0: casefold –, hidden 8\n"), "\(command.output)")
    #expect(command.output.contains("run29: casefold true, hidden 12\n"))
    let text = try page(out)
    // The looks of all validation curves of the first plot.
    let plot = try #require(text.firstMatch(of: /<svg class="wide".*?<\/svg>/.dotMatchesNewlines()))
    let curves = String(plot.0).matches(of: /<polyline class="thick ([^>]*?) points/).map { $0.1 }
    #expect(curves.count == 30)
    #expect(Set(curves).count == 30)
  }

  @Test("Names, samples and settings are text, whatever they look like")
  func escaping() throws {
    let model = try run("<script>alert(1)<b>")
    _ = try scratch.file(
      "<script>alert(1)<b>/samples.jsonl",
      "{\"step\":20,\"text\":\"<script>alert(2)</script> & \\\"q\\\" \\u0007\"}\n")
    #expect(try Command(["report", model]).status == 0)
    let text = try page(model + "/report.html")
    #expect(!text.contains("<script"))
    #expect(text.contains("&lt;script&gt;alert(1)&lt;b&gt;</h1>"))
    #expect(text.contains("&lt;script&gt;alert(2)&lt;/script&gt; &amp; &quot;q&quot; ·"))
    let other = try run("plain")
    let out = scratch.path("both.html")
    #expect(try Command(["report", model, other, "--out", out]).status == 0)
    #expect(try !page(out).contains("<script"))
  }

  @Test("A page is made anew; any other file stays unless it is forced to go")
  func replacing() throws {
    let model = try run("first")
    #expect(try Command(["report", model]).status == 0)
    #expect(try Command(["report", model]).status == 0)
    let notes = try scratch.file("notes.html", "<p>mine</p>")
    let refused = try Command(["report", model, "--out", notes])
    expectFailure(refused, "notes.html", "is no page that this command wrote", "--force")
    #expect(try page(notes) == "<p>mine</p>")
    #expect(try Command(["report", model, "--out", notes, "--force"]).status == 0)
    #expect(try page(notes).contains("Training report"))
    expectFailure(try Command(["report", model, "--out", scratch.directory]), "is a directory")
    expectFailure(
      try Command(["report", model, "--out", scratch.path("none/page.html")]),
      "page.html: cannot be written")
  }

  @Test("A damaged history is shown as far as it goes, and what is wrong is said")
  func damaged() throws {
    let model = try run("first")
    let lines = try page(model + "/metrics.jsonl").split(separator: "\n")
    _ = try scratch.file(
      "first/metrics.jsonl",
      lines.prefix(3).joined(separator: "\n") + "\ngarbage\n{\"step\":40,\"train_na")
    let command = try Command(["report", model])
    #expect(command.status == 0)
    #expect(command.errors.contains("warning: \(model): 1 damaged line of metrics.jsonl left out"))
    #expect(try page(model + "/report.html").contains("1 damaged line of metrics.jsonl"))

    _ = try scratch.file("first/metrics.jsonl", "")
    #expect(try Command(["report", model]).errors.contains("metrics.jsonl is empty"))
    try FileManager.default.removeItem(atPath: model + "/metrics.jsonl")
    #expect(try Command(["report", model]).errors.contains("metrics.jsonl is missing"))
    let text = try page(model + "/report.html")
    #expect(text.contains("metrics.jsonl is missing") && !text.contains("<svg"))
    #expect(text.contains("<dt>hidden</dt><dd>8</dd>"))

    for file in ["config.json", "training.json", "samples.jsonl"] {
      _ = try scratch.file("first/\(file)", "{\"a\":")
    }
    let broken = try Command(["report", model])
    #expect(broken.status == 0)
    #expect(broken.errors.contains("config.json is damaged"))
    #expect(broken.errors.contains("training.json is damaged"))
  }

  @Test("Where no run is, nothing is written")
  func nothing() throws {
    let out = scratch.path("page.html")
    let folder = scratch.path("folder")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    expectFailure(
      try Command(["report", scratch.path("none"), "--out", out]), "none: there is no such")
    expectFailure(try Command(["report", folder, "--out", out]), "folder: holds no run")
    let file = try scratch.file("plain", "x")
    expectFailure(try Command(["report", file, "--out", out]), "plain: is a file")
    #expect(!FileManager.default.fileExists(atPath: out))
    expectRefusal(try Command(["report"]))
    expectRefusal(try Command(["report", folder, "--out", ""]), "A path is empty")
  }

  @Test("JSON has stable names, and nothing that is not known is made up")
  func json() throws {
    let model = try run("first")
    let bare = scratch.path("bare")
    try FileManager.default.createDirectory(atPath: bare, withIntermediateDirectories: true)
    _ = try scratch.file("bare/metrics.jsonl", "")
    let object = try Command(
      ["report", model, bare, "--json", "--out", scratch.path("page.html")]
    ).object
    #expect(object["page"] as? String == scratch.path("page.html"))
    let runs = try #require(object["runs"] as? [[String: Any]])
    try #require(runs.count == 2)
    #expect(runs[0]["state"] as? String == "complete")
    #expect(runs[0]["progress"] as? Double == 1)
    #expect(runs[0]["steps"] as? Int == 40)
    #expect(runs[0]["samples"] as? Int == 2)
    #expect((runs[0]["best_valid_nats_per_token"] as? Double ?? 0) > 0)
    #expect((runs[0]["settings"] as? [String: String])?["hidden"] == "8")
    #expect((runs[0]["problems"] as? [String])?.isEmpty ?? false)
    #expect(runs[0].keys == runs[1].keys)
    #expect(runs[1]["state"] as? String == "unknown")
    #expect(runs[1]["steps"] is NSNull)
    #expect((runs[1]["problems"] as? [String])?.isEmpty == false)
  }

  @Test("Runs of taggers have nats per label, and their accuracy")
  func labels() throws {
    let rows = String(repeating: "a\tX\nb\tO\n\nb\tO\na\tX\n\n", count: 40)
    let file = try scratch.file("labels.tsv", rows)
    let out = scratch.path("tagger")
    let board = scratch.path("board")
    let train = try Command([
      "tag", "train", file, "--out", out, "--hidden", "8", "--embedding", "4", "--steps", "40",
      "--batch", "4", "--eval-every", "20", "--threads", "1", "--tensorboard", board,
    ])
    #expect(train.status == 0, "\(train.errors)")
    #expect(train.errors.contains("nats per label   "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: board).count == 1)
    #expect(try Command(["report", out]).status == 0)
    let text = try page(out + "/report.html")
    #expect(text.contains("nats per label") && text.contains("accuracy"))
    let object = try Command(["report", out, "--json"]).object
    let runs = try #require(object["runs"] as? [[String: Any]])
    #expect(runs[0]["best_valid_nats_per_label"] is Double)
  }
}
