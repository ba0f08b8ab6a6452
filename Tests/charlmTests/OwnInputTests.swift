import Foundation
import Testing

@Suite("A command does not write over what it reads")
struct OwnInputTests {
  private let scratch: Scratch
  private let model: String
  private let text: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model()
    text = try scratch.file("text.txt", Tiny.text)
  }

  /// Runs a command that would write over a file that it reads: it is refused, and the file is left whole.
  private func expectWhole(_ file: String, _ arguments: [String]) throws {
    let url = URL(fileURLWithPath: file)
    let before = try Data(contentsOf: url)
    expectFailure(try Command(arguments), "\(file): is read, too; name another output")
    #expect(try Data(contentsOf: url) == before, "\(arguments)")
  }

  @Test("A text")
  func texts() throws {
    let page = try scratch.file("page.html", "<p>a page</p>\n")
    let other = try scratch.file("other.txt", Tiny.text)
    for arguments in [
      ["compress", "--online", text, "--out", text], ["compress", model, text, "--out", text],
      ["corpus", "clean", text, "--line-ends", "lf", "--force", "--out", text],
      ["corpus", "report", text, "--no-timing", "--html", text],
      ["score", model, text, "--hidden-states", text],
      ["score", model, text, "--html", text],
      ["train", text, "--out", text], ["train", other, "--valid", text, "--out", text],
      ["tag", "train", text, "--out", text], ["classify", "train", text, "--out", text],
      ["ngram", "train", text, "--out", text], ["ngram", "import", text, "--out", text],
    ] { try expectWhole(text, arguments) }
    try expectWhole(page, ["score", model, page, "--html", page])
    let folder = scratch.path("texts")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let below = try scratch.file("texts/a.txt", Tiny.text)
    try expectWhole(below, ["corpus", "report", folder, "--no-timing", "--html", below])
  }

  @Test("A text that standard input reads")
  func standardInput() throws {
    let arguments = "corpus clean - --line-ends lf --force --out \(text)"
    expectFailure(
      try Command(shell: "exec \"$charlm\" \(arguments) < \(text)"), "\(text): is read, too")
    expectFailure(
      try Command(shell: "exec \"$charlm\" score \(model) --hidden-states \(text) < \(text)"),
      "\(text): is read, too")
    #expect(try scratch.data("text.txt") == Data(Tiny.text.utf8))
  }

  @Test("Lists of hypotheses, their scores and references, and lines and texts in a model")
  func lists() throws {
    let lists = try scratch.file("lists", "a-1 the rain\na-2 the train\n")
    let costs = try scratch.file("costs", "a-1 1\na-2 2\n")
    let references = try scratch.file("references", "a the rain\n")
    let rescore = [
      "rescore", model, lists, "--format", "kaldi", "--costs", costs, "--references", references,
    ]
    for file in [lists, costs, references] {
      try expectWhole(file, rescore + ["--out-scores", file])
    }
    let lines = try scratch.file("model/lines.json", Tiny.text)
    try expectWhole(lines, ["calibrate", model, lines])
    let copies = try scratch.file("model/copies.index", Tiny.text)
    try expectWhole(copies, ["index", model, copies])
    let table = try scratch.file("sweep.csv", "corpus: \(text)\ngrid:\n  bptt: [4, 8]\n")
    try expectWhole(table, ["sweep", table, "--out", scratch.directory])
  }

  @Test("A model, whichever of its files")
  func models() throws {
    let ngram = scratch.path("ngram")
    let trained = try Command(["ngram", "train", text, "--out", ngram])
    try #require(trained.status == 0, "\(trained.errors)")
    for name in ["model.safetensors", "config.json", "tokenizer.json"] {
      try expectWhole("\(ngram)/\(name)", ["ngram", "export", ngram, "--out", "\(ngram)/\(name)"])
      let file = "\(model)/\(name)"
      for arguments in [
        ["compress", model, text, "--out"],
        ["compress", ngram, text, "--mix", "\(model):0.5", "--out"],
        ["score", model, text, "--hidden-states"], ["score", model, text, "--html"],
        ["report", model, "--force", "--out"],
      ] { try expectWhole(file, arguments + [file]) }
    }
    let packed = scratch.path("packed")
    try #require(try Command(["compress", model, text, "--out", packed]).status == 0)
    let weights = "\(model)/model.safetensors"
    try expectWhole(weights, ["decompress", packed, "--out", weights])
    try expectWhole(packed, ["decompress", packed, "--out", packed])
  }

  @Test("By any of its names")
  func links() throws {
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: scratch.path("link"), withDestinationPath: text)
    try manager.linkItem(atPath: text, toPath: scratch.path("twin"))
    for name in [
      "link", "twin", "../\(URL(fileURLWithPath: scratch.directory).lastPathComponent)/text.txt",
    ] {
      let path = scratch.path(name)
      try expectWhole(path, ["compress", "--online", text, "--out", path])
      try expectWhole(
        path, ["corpus", "clean", text, "--line-ends", "lf", "--force", "--out", path])
    }
  }
}
