import CharNetwork
import Foundation
import TestSupport
import Testing

@Suite("Judging texts")
struct JudgingTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model(
      "--steps", "60", "--boundary", "line", "--valid", scratch.corpus())
  }

  /// The columns of tab-separated rows.
  private func rows(_ output: String) -> [[String]] {
    output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func numbers(_ rows: [[String]], _ column: Int) -> [Double] {
    rows.compactMap { Double($0[column]) }
  }

  // MARK: Lines

  @Test("The score of a text is the sum over its parts, each given what came before")
  func given() throws {
    func score(_ arguments: String...) throws -> Double {
      let object = try Command(["score", model, "--json"] + arguments).object
      return try #require(object["log_probability"] as? Double)
    }
    let whole = try score("--text", "the quiet river")
    let parts = try score("--text", "the qu") + score("--text", "iet river", "--given", "the qu")
    #expect(abs(whole - parts) < 1e-3)
  }

  @Test("A line scored with its end is its evaluation as a document between others")
  func end() throws {
    let line = "small boats drift"
    let score = try #require(
      Command(["score", model, "--json", "--end", "--text", line]).object["log_probability"]
        as? Double)
    // The boundary after the last document is not predicted.
    let two = try scratch.file("two.txt", "\(line)\nthe river\n")
    let last = try #require(
      Command(["score", model, "--json", "--text", "the river"]).object["log_probability"]
        as? Double)
    let nats = try #require(Command(["eval", model, two, "--json"]).object["nats"] as? Double)
    #expect(abs(score + last + nats) < 1e-3)
  }

  @Test("More figures come as columns and keys only where they are asked for")
  func figures() throws {
    let plain = rows(try Command(["score", model, "--text", "the river", "--header"]).output)
    #expect(plain == [["log_probability", "nats_per_token", "text"], plain[1]])
    let table = rows(
      try Command(["score", model, "--text", "the river", "--header", "--figures"]).output)
    let values = Dictionary(uniqueKeysWithValues: zip(table[0], table[1]))
    #expect(values["characters"] == "9" && values["words"] == "2")
    let bits = try #require(values["bits"].flatMap(Double.init))
    let nats = try #require(values["log_probability"].flatMap(Double.init))
    #expect(abs(bits * log(2) + nats) < 1e-3)
    let percentile = try #require(values["percentile"].flatMap(Double.init))
    #expect((0...100).contains(percentile))
    let object = try Command(
      ["score", model, "--text", "the river", "--json", "--figures", "--length-exponent", "0"]
    ).object
    #expect(object["length_corrected"] as? Double == object["log_probability"] as? Double)
    let given = try Command(
      ["score", model, "--text", "river", "--given", "the ", "--json", "--figures"]
    ).object
    #expect(given["percentile"] is NSNull)
  }

  @Test("Words rank the texts, compare neighbors and mark the oddest character")
  func words() throws {
    let command = try Command(
      ["score", model, "--words", "--text", "rrwwrrwwrrwwrrw", "--text", "the quiet river"])
    #expect(command.status == 0, "\(command.errors)")
    let text = command.output
    let first = try #require(text.range(of: "1  the quiet river"))
    let second = try #require(text.range(of: "2  rrwwrrwwrrwwrrw"))
    #expect(first.lowerBound < second.lowerBound)
    #expect(text.contains("times as likely as the next"))
    #expect(text.replacing(/\s+/, with: " ").contains("lines of this length"))
    #expect(text.contains("oddest: "))
    #expect(!text.contains("\u{1B}"))
  }

  @Test("A model that does not fit the text says so")
  func fit() throws {
    let strange = try Command(["score", model, "--text", "ÄÖÜ ß the river"])
    #expect(strange.errors.contains("does not fit the text"))
    #expect(strange.errors.contains("unknown"))
    let usual = try Command(["score", model, try scratch.corpus()])
    #expect(!usual.errors.contains("does not fit"))
  }

  @Test("Calibration replaces the distribution of training, and checks itself")
  func calibrate() throws {
    let trained = try scratch.data("model/lines.json")
    let lines = try scratch.file(
      "held.txt", (0..<60).map { "small boats drift \($0 * 7919 % 100)" }.joined(separator: "\n"))
    let command = try Command(["calibrate", model, lines, "--json"])
    #expect(try command.object["held_out_lines"] as? Int == 60)
    #expect(try scratch.data("model/lines.json") != trained)
    let tenths = try #require(
      Command(["calibrate", model, lines, "--check", "--json"]).object["deciles"] as? [Double])
    #expect(abs(tenths.reduce(0, +) - 1) < 1e-9 && tenths.allSatisfy { $0 < 0.35 })
    let few = try scratch.file("few.txt", "a\nb\n")
    expectFailure(try Command(["calibrate", model, few]), "too few")
    try Data("{".utf8).write(to: URL(fileURLWithPath: scratch.path("model/lines.json")))
    expectFailure(try Command(["score", model, "--text", "a"]), "lines.json", "damaged")
  }

  // MARK: Whole texts

  @Test("Surprisals of characters, words and lines add up to the evaluation")
  func surprisals() throws {
    let text = try scratch.file("text.txt", "  the quiet river.\nsmall  boats\n\nrain falls\n")
    for flags in [
      ["--boundary", "file"], ["--boundary", "line"], ["--boundary", "paragraph"],
      ["--unit", "byte"], ["--unit", "grapheme", "--boundary", "line"],
      ["--direction", "backward"],
    ] {
      let name = flags.joined()
      let command = try Tiny.train(
        scratch.corpus(), out: scratch.path(name), ["--steps", "2"] + flags)
      try #require(command.status == 0, "\(command.errors)")
      let model = scratch.path(name)
      let nats = try #require(Command(["eval", model, text, "--json"]).object["nats"] as? Double)
      for unit in ["character", "word", "line"] {
        let rows = rows(try Command(["score", model, text, "--surprisal-by", unit]).output)
        #expect(rows.allSatisfy { $0.count == 6 })
        let bits = numbers(rows, 2).reduce(0, +)
        #expect(abs(bits * log(2) - nats) < 1e-3 * nats, "\(flags) \(unit)")
        #expect(numbers(rows, 3).allSatisfy { $0 >= 0 })
        let offsets = numbers(rows, 1)
        #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
        switch unit {
        case "word":
          #expect(
            rows.map { $0[0] } == ["the", "quiet", "river.", "small", "boats", "rain", "falls"])
          #expect(rows.map { $0[4] } == ["1", "2", "3", "1", "2", "1", "2"])
          #expect(offsets == [2, 6, 12, 19, 26, 33, 38])
        case "line":
          #expect(
            rows.map { $0[0] }.filter { !$0.isEmpty }
              == ["  the quiet river.", "small  boats", "rain falls"])
        default: #expect(rows.filter { $0[0] == "q" }.map { $0[5] } == ["1"])
        }
      }
    }
  }

  @Test("Offsets survive normalization, case folding, line ends and a byte order mark")
  func offsets() throws {
    let model = scratch.path("normal")
    let command = try Tiny.train(
      scratch.corpus(), out: model,
      ["--steps", "1", "--normalize", "nfkc", "--casefold", "--line-ends", "lf"])
    try #require(command.status == 0, "\(command.errors)")
    let source = "\u{FEFF}Ｔhe ﬁre\r\nE\u{301}ß ½中\r\nend"
    let text = try scratch.file("text.txt", source)
    let bytes = Array(source.utf8)
    let scalars = Array(source.unicodeScalars.dropFirst())
    let words = ["Ｔhe", "ﬁre", "E\u{301}ß", "½中", "end"]
    for unit in ["bytes", "characters"] {
      let command = try Command(
        ["score", model, text, "--surprisal-by", "word", "--offsets", unit])
      let rows = rows(command.output)
      #expect(rows.map { Array($0[0].utf8) } == words.map { Array($0.utf8) })
      for (offset, word) in zip(numbers(rows, 1).map { Int($0) }, words) {
        if unit == "bytes" {
          #expect(bytes[offset...].starts(with: Array(word.utf8)))
        } else {
          #expect(scalars[offset...].starts(with: word.unicodeScalars))
        }
      }
    }
  }

  @Test("A report shows the text with its oddest places, in a terminal and as a page")
  func report() throws {
    let text = try scratch.file("text.txt", "the quiet river.\nsmal<q boats\n")
    let page = scratch.path("page.html")
    let command = try Command(
      ["score", model, text, "--report", "--html", page], environment: ["COLUMNS": "40"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("The oddest places"))
    #expect(command.output.contains("2:5"))
    #expect(command.output.contains("expected"))
    #expect(!command.output.contains("\u{1B}"))
    let html = String(decoding: try scratch.data("page.html"), as: UTF8.self)
    #expect(html.contains("&lt;") && !html.contains("smal<q"))
    #expect(html.contains("prefers-color-scheme: dark"))
    // Its own page may be replaced, another file not.
    #expect(try Command(["score", model, text, "--html", page]).status == 0)
    let other = try scratch.file("notes.txt", "mine")
    expectFailure(try Command(["score", model, text, "--html", other]), "is no page")
  }

  @Test("Hidden states are a matrix in NumPy's format, a row for each token and boundary")
  func hiddenStates() throws {
    let text = try scratch.file("text.txt", "the river\nrain\n")
    let file = scratch.path("states.npy")
    let command = try Command(["score", model, text, "--hidden-states", file])
    #expect(command.status == 0, "\(command.errors)")
    let data = Array(try scratch.data("states.npy"))
    #expect(Array(data.prefix(8)) == [0x93] + Array("NUMPY".utf8) + [1, 0])
    let length = Int(data[8]) + Int(data[9]) << 8
    #expect((10 + length) % 64 == 0)
    let header = String(decoding: data[10..<10 + length], as: UTF8.self)
    #expect(header.contains("'shape': (15, 8)") && header.hasSuffix("\n"))
    #expect(data.count == 10 + length + 15 * 8 * 4)
  }

  @Test("Several models are one table: any measure for one contract, else bits per byte")
  func comparison() throws {
    let other = try scratch.model("--steps", "20", "--boundary", "line", name: "other")
    let text = try scratch.file(
      "text.txt", (0..<30).map { "the quiet river \($0 % 3)\n" }.joined())
    let object = try Command(["eval", model, other, text, "--json"]).object
    let models = try #require(object["models"] as? [[String: Any]])
    #expect(object["comparable"] as? String == "all")
    #expect(object["pieces"] as? String == "documents" && object["piece_count"] as? Int == 30)
    for entry in models {
      let name = try #require(entry["model"] as? String)
      let alone = try Command(["eval", name, text, "--json"]).object
      let (a, b) = (entry["nats"] as? Double, alone["nats"] as? Double)
      #expect(try abs(#require(a) - #require(b)) < 1e-6)
    }
    let difference = try #require(models[1]["difference"] as? Double)
    let interval = try #require(models[1]["interval"] as? [Double])
    #expect(interval[0] <= difference && difference <= interval[1])

    let bytes = try scratch.model("--steps", "5", "--unit", "byte", "--boundary", "line", name: "b")
    let table = try Command(["eval", model, bytes, text])
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("only bits per byte can be compared: the unit is scalar"))
    #expect(!table.output.contains("perplexity"))
    let documents = try Command(["eval", model, text, "--per-document", "--json"]).object
    let one = try #require((documents["models"] as? [[String: Any]])?.first)
    #expect((one["documents"] as? [Any])?.count == 30)
  }

  // MARK: Errors

  @Test("Wrong flags and texts are refused with the reason")
  func errors() throws {
    expectRefusal(try Command(["score", model, "a", "--text", "b"]), "a file or --text")
    expectRefusal(try Command(["score", model, "--offsets", "bytes"]), "--surprisal-by")
    expectRefusal(
      try Command(["score", model, "--report", "--given", "a"]), "whole documents")
    expectRefusal(try Command(["score", model, "--surprisal-by", "syllable"]), "character")
    let text = try scratch.file("bad.txt", "one\ntwo \u{FF}\n")
    try Data([0x61, 0x0A, 0x62, 0xFF]).write(to: URL(fileURLWithPath: text))
    expectFailure(
      try Command(["score", model, text, "--surprisal-by", "word"]), "bad.txt:2:2 (byte 3)")
    let empty = try scratch.file("empty.txt", "\n\n")
    expectFailure(try Command(["score", model, empty, "--report"]), "no text")
    expectFailure(try Command(["eval", model, "nothing", text]), "nothing")
  }
}
