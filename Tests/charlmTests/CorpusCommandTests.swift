import Foundation
import Testing

@Suite("Corpus report and clean")
struct CorpusCommandTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("A report has a section for everything, and a command that trains")
  func page() throws {
    let corpus = try scratch.corpus()
    let command = try Command(
      ["corpus", "report", corpus, "--no-timing", "--hidden", "8", "--embedding", "4"])
    #expect(command.status == 0, "\(command.errors)")
    for title in [
      "Corpus", "Scripts and languages", "Characters", "Encoding", "Unusual characters", "Repeats",
      "Lengths", "What a model must beat", "Advice",
    ] { #expect(command.output.contains("\(title)\n")) }
    let start = try #require(command.output.range(of: "charlm train", options: .backwards))
    let words = command.output[start.lowerBound...].split { " \\\n".contains($0) }.map(String.init)
    #expect(Array(words.prefix(3)) == ["charlm", "train", corpus])
    let train = try Command(
      Array(words.dropFirst().dropLast()) + [
        scratch.path("model"), "--steps", "2", "--batch", "4", "--bptt", "8", "--threads", "1",
      ])
    #expect(train.status == 0, "\(train.errors)")
  }

  @Test("No line of the page is wider than the terminal", arguments: [60, 80, 120])
  func width(_ columns: Int) throws {
    let corpus = try scratch.file(
      "wide.txt", String(repeating: "小船在安静的水上漂流。\u{200B}\r\n\r\n", count: 30))
    let command = try Command(
      ["corpus", "report", corpus, "--no-timing"], environment: ["COLUMNS": "\(columns)"])
    for line in command.output.split(separator: "\n")
    where !line.contains("charlm ") && !line.contains(corpus) {
      let wide = line.unicodeScalars.count { (0x2E80...0xFFEF).contains($0.value) }
      #expect(line.unicodeScalars.count + wide <= columns, "\(line)")
    }
  }

  @Test("JSON has stable names and no numbers that are not finite")
  func json() throws {
    let object = try Command(
      ["corpus", "report", scratch.corpus(), "--no-timing", "--json"]
    ).object
    for key in [
      "bytes", "characters", "graphemes", "lines", "documents", "files", "scripts",
      "languages_estimate", "most_frequent", "unusual", "repeated_lines", "line_lengths", "entropy",
      "advice",
    ] { #expect(object[key] != nil, "\(key)") }
    #expect(object["characters"] as? Int == Tiny.text.unicodeScalars.count)
    let entropy = try #require(object["entropy"] as? [String: Any])
    let orders = try #require(entropy["orders"] as? [[String: Any]])
    #expect(orders.count == 6)
    #expect(orders.allSatisfy { ($0["nats_per_character"] as? Double ?? -1) > 0 })
  }

  @Test("The page for a browser needs nothing from elsewhere, and shows text as text")
  func html() throws {
    let corpus = try scratch.file(
      "a.txt", String(repeating: "<script>alert(1)</script> & more\n", count: 20))
    let page = scratch.path("page.html")
    let command = try Command(["corpus", "report", corpus, "--no-timing", "--html", page])
    #expect(command.status == 0, "\(command.errors)")
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("<svg"))
    #expect(!text.contains("<script"))
    #expect(!text.contains("http"))
    #expect(text.contains("&lt;script&gt;"))
  }

  @Test("What cannot be read is one clear error", arguments: [[], ["--json"]])
  func errors(_ flags: [String]) throws {
    let missing = try Command(["corpus", "report", scratch.path("none")] + flags)
    expectFailure(missing, "no such file")
    let empty = try Command(["corpus", "report", try scratch.file("empty.txt", "")] + flags)
    expectFailure(empty, "no text")
  }

  @Test("Cleaning writes the file and its log, and says what it did")
  func clean() throws {
    let corpus = try scratch.file("a.txt", "a \r\nb\u{AD}\r\n")
    let out = scratch.path("b.txt")
    let command = try Command(["corpus", "clean", corpus, "--advised", "--out", out])
    #expect(command.status == 0, "\(command.errors)")
    #expect(try scratch.data("b.txt") == Data("a\nb\n".utf8))
    #expect(command.errors.contains("advised: --line-ends lf --drop-invisible"))
    let log = try scratch.object("b.txt.log.json")
    let changes = try #require(log["changes"] as? [[String: Any]])
    #expect(
      changes.map { $0["kind"] as? String }
        == ["cr_lf_to_lf", "dropped_invisible", "trimmed_line"])
    #expect(changes.map { $0["count"] as? Int } == [2, 1, 1])
    let again = try Command(["corpus", "clean", corpus, "--line-ends", "lf", "--out", out])
    expectFailure(again, "b.txt", "exists already", "--force")
    // The log is asked about like the text, before anything is read.
    let mine = try scratch.file("c.txt.log.json", "mine")
    let other = try Command(
      ["corpus", "clean", corpus, "--line-ends", "lf", "--out", scratch.path("c.txt")])
    expectFailure(other, mine, "exists already", "--force")
    #expect(try scratch.data("c.txt.log.json") == Data("mine".utf8))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("c.txt")))
  }

  @Test("The command that is advised takes a name for no flag")
  func dashes() throws {
    _ = try scratch.file("-text.txt", Tiny.text.replacing("\n", with: "\r\n"))
    let report = try Command(
      shell: "cd \(scratch.directory); "
        + "\"$charlm\" corpus report --no-timing --include=-x -- -text.txt")
    #expect(report.status == 0, "\(report.errors)")
    #expect(report.output.contains("charlm train ./-text.txt"))
    #expect(report.output.contains(" --include=-x"))
    #expect(report.output.contains("--out ./-text-clean.txt"))
    #expect(report.output.contains("--out models/-text\n"))
  }

  @Test("A name of a file cannot steer the terminal")
  func escapes() throws {
    let name = "a\u{1B}]0;x\u{7}'\n.txt"
    let corpus = try scratch.file(name, Array("a\u{200B}\r\nb\r".utf8) + [0xFF])
    let report = try Command(
      shell: "cd \(scratch.directory); \"$charlm\" corpus report a* --no-timing")
    #expect(report.status == 0, "\(report.errors)")
    let missing = try Command(["corpus", "report", corpus + "x"])
    let clean = try Command(
      ["corpus", "clean", corpus, "--advised", "--out", scratch.path(name + ".txt")])
    #expect(clean.status == 0, "\(clean.errors)")
    for text in [report.output, clean.output, missing.errors, clean.errors] {
      #expect(!text.contains("\u{1B}") && !text.contains("\u{7}"), "\(text)")
    }
    #expect(report.output.contains("a\\u{1B}]0;x\\u{7}'\\n.txt:1:3"))
    #expect(report.output.contains("a\\x1b]0;x\\x07\\'\\x0a.txt'"))
    #expect(clean.output.contains("a\\u{1B}]0;x\\u{7}'\\n.txt.txt.log.json"))
  }

  @Test("Of UTF-16 no cleaning is advised, and one of anything is no plural")
  func wide() throws {
    let corpus = try scratch.file(
      "wide.txt", [0xFF, 0xFE] + Array(Tiny.text.utf16).flatMap { [UInt8($0), 0] })
    let report = try Command(["corpus", "report", corpus, "--no-timing"])
    #expect(report.status == 0, "\(report.errors)")
    #expect(report.output.contains("--encoding UTF-16"))
    #expect(!report.output.contains("charlm corpus clean"))
    let one = try scratch.file("one.txt", Array(Tiny.text.utf8) + [0xFF])
    let page = try Command(["corpus", "report", one, "--no-timing"]).output
    #expect(page.contains("1 invalid sequence in 1 file\n"))
  }

  @Test("What is done about another encoding is said with the flags that the command has")
  func encodings() throws {
    // 你好 in GB18030, with its last character cut off.
    let cut = try scratch.file("cut.txt", [0xC4, 0xE3, 0xBA, 0xC3, 0x0A, 0xC4])
    let out = scratch.path("out.txt")
    let clean = ["corpus", "clean", cut, "--out", out, "--encoding", "GBK"]
    let failure = try Command(clean)
    expectFailure(failure, "cut.txt:2:1 (byte 5)", "--replace-invalid or --drop-invalid")
    #expect(!failure.errors.contains("--invalid replace"))
    let dropped = try Command(clean + ["--drop-invalid"])
    #expect(dropped.status == 0, "\(dropped.errors)")
    #expect(dropped.output.contains("6 bytes read, 7 written"))
    #expect(dropped.output.contains("converted from GBK; nothing else to change"))
    #expect(try scratch.data("out.txt") == Data("你好\n".utf8))
    let log = try scratch.object("out.txt.log.json")
    #expect(log["encodings"] as? [String] == ["GBK"])
    #expect(log["bytes_read"] as? Int == 6)

    let model = try scratch.model()
    let prompt = try Command(["sample", model, "--prompt-file", cut])
    expectFailure(prompt, "not valid UTF-8", "iconv -f")
    #expect(!prompt.errors.contains("--encoding"))
  }

  @Test("Only what is advised is called so, and nothing where text would be lost")
  func advised() throws {
    let plain = try scratch.file("plain.txt", Tiny.text)
    let command = try Command([
      "corpus", "clean", plain, "--advised", "--dedup-lines", "--out", scratch.path("clean.txt"),
    ])
    #expect(command.status == 0, "\(command.errors)")
    #expect(!command.errors.contains("advised: --dedup-lines"))
    let latin = try scratch.file("latin.txt", [0x64, 0xE9, 0x6A, 0xE0, 0x20, 0x76, 0x75, 0x0A])
    let stopped = try Command(
      ["corpus", "clean", latin, "--advised", "--out", scratch.path("no.txt")])
    expectFailure(stopped, "latin.txt", "--encoding")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("no.txt")))
    let wide = try scratch.file(
      "wide.txt",
      Tiny.text.unicodeScalars.flatMap { [0, 0, UInt8($0.value >> 8), UInt8($0.value & 0xFF)] })
    let report = try Command(["corpus", "report", wide, "--no-timing"])
    #expect(report.output.contains("--encoding UTF-32BE"), "\(report.output)")
    #expect(!report.output.contains("--unit"))
    let other = try Command(["corpus", "clean", wide, "--advised", "--out", scratch.path("no.txt")])
    expectFailure(other, "--encoding UTF-32BE")
  }

  @Test("Patterns choose files, and records are texts of their own")
  func selection() throws {
    let folder = scratch.path("texts")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try scratch.file("texts/a.txt", "one\ntwo\n")
    _ = try scratch.file("texts/b.md", "three\n")
    let lines = try scratch.file("c.jsonl", "{\"text\":\"four\\nfive\"}\n{\"text\":\"six\"}\n")
    let flags = ["--no-timing", "--json"]
    let chosen = try Command(["corpus", "report", folder, "--include", "*.txt"] + flags).object
    #expect(chosen["characters"] as? Int == 8)
    let records = try Command(["corpus", "report", lines] + flags).object
    #expect(records["characters"] as? Int == 12)
    #expect(records["documents"] as? Int == 2)
    #expect(records["lines"] as? Int == 3)
    let clean = try Command(
      ["corpus", "clean", lines, "--line-ends", "lf", "--out", scratch.path("out")])
    expectFailure(clean, "c.jsonl", "JSON Lines")
    let out = scratch.path("clean")
    let command = try Command(
      ["corpus", "clean", folder, "--exclude", "*.md", "--dedup-lines", "--out", out])
    #expect(command.status == 0, "\(command.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["a.txt"])
  }

  @Test("Flags of clean that make no sense are refused")
  func refusals() throws {
    let corpus = try scratch.corpus()
    let out = scratch.path("out.txt")
    expectRefusal(try Command(["corpus", "clean", corpus, "--out", out]), "--advised")
    expectRefusal(
      try Command([
        "corpus", "clean", corpus, "--out", out, "--drop-invalid", "--replace-invalid",
      ]), "not both")
    expectRefusal(try Command(["corpus", "clean", "-", "--out", out, "--advised"]), "twice")
    expectRefusal(
      try Command(["corpus", "clean", corpus, "--out", "-", "--strip-bom"]), "a file for --out")
    expectRefusal(try Command(["corpus", "report", corpus, "--hidden", "0"]), "hidden")
  }
}
