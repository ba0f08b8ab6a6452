import Foundation
import Testing

@Suite("charlm rank, pairs and rescore")
struct RankingTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = scratch.path("ngram")
    let command = try Command(
      ["ngram", "train", scratch.corpus(), "--out", model, "--order", "4", "--boundary", "line"])
    try #require(command.status == 0, "\(command.errors)")
  }

  // MARK: - rank

  @Test("rank orders each group by itself, the best first")
  func rank() throws {
    let input = "revir teiuq\nthe quiet river\n\n\n  \nsmall boats\nsmall boats drift\nxq#\n"
    let text = try Command(["rank", model], input: input)
    #expect(text.status == 0)
    let lines = text.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 7 && lines[2].isEmpty && lines[6].isEmpty)
    #expect(lines[0].hasSuffix("\tthe quiet river") && lines[1].hasSuffix("\trevir teiuq"))
    #expect(lines[5].hasSuffix("\txq#"))
    let json = try Command(["rank", model, "--json"], input: input).objects
    #expect(json.map { $0["group"] as? Int } == [1, 1, 2, 2, 2])
    let scores = json.compactMap { $0["score"] as? Double }
    #expect(scores.count == 5 && scores[0] > scores[1] && scores[2] > scores[3])
    let top = try Command(["rank", model, "--json", "--top", "1"], input: input).objects
    #expect(top.count == 2 && top[0]["text"] as? String == "the quiet river")
    #expect(try Command(["rank", model], input: "").output == "")
  }

  @Test("rank divides by the length as asked")
  func measures() throws {
    func score(_ flags: String...) throws -> Double {
      let object = try Command(["rank", model, "--json"] + flags, input: "the quiet\n").objects[0]
      return try #require(object["score"] as? Double)
    }
    let total = try score("--by", "total")
    #expect(try abs(score("--by", "token") - total / 9) < 1e-9)
    #expect(try score() == score("--by", "token"))
    #expect(try abs(score("--by", "corrected") - total / pow(9, 0.8)) < 1e-9)
    #expect(try abs(score("--exponent", "0.5") - total / 3) < 1e-9)
    #expect(try score("--by", "total", "--end") < total)
    expectRefusal(try Command(["rank", model, "--exponent", "2"]), "exponent: 2.0")
    expectRefusal(try Command(["rank", model, "--by", "total", "--exponent", "1"]), "--exponent")
    expectRefusal(try Command(["rank", model, "--top", "0"]), "top: 0")
  }

  // MARK: - pairs

  @Test("pairs counts by category, for several models side by side")
  func pairs() throws {
    let file = try scratch.file(
      "agreement.jsonl",
      """
      {"sentence_good": "the miller walks", "sentence_bad": "the miller wklas", "UID": "verb"}
      {"sentence_good": "quiet river", "sentence_bad": "river quiet", "UID": "noun"}
      {"sentence_good": "a bell", "sentence_bad": "a bell", "UID": "noun"}

      """)
    let json = try Command(["pairs", model, file, "--json"]).object
    #expect(json["pairs"] as? Int == 3 && json["ties"] as? Int == 1)
    #expect(abs(try #require(json["accuracy"] as? Double) - 2.0 / 3) < 1e-9)
    let categories = try #require(json["categories"] as? [String: [String: Any]])
    #expect(categories["noun"]?["accuracy"] as? Double == 0.5)
    #expect(categories["noun"]?["pairs"] as? Int == 2)
    #expect((categories["verb"]?["interval"] as? [Double])?.count == 2)
    let table = try Command(["pairs", model, model, file]).output.split(separator: "\n")
    #expect(table.count == 5 && table[1].hasPrefix("verb"))
    #expect(table[1].components(separatedBy: "100.0").count == 5)
    #expect(try Command(["pairs", model, model, file, "--json"]).objects.count == 2)
    // Other names of members, and categories by file.
    let swapped = try Command(
      [
        "pairs", model, file, "--good", "sentence_bad", "--bad", "sentence_good", "--category",
        "no",
        "--json",
      ]
    ).object
    #expect(swapped["accuracy"] as? Double == 0)
    #expect((swapped["categories"] as? [String: Any])?.keys.sorted() == ["agreement"])
  }

  @Test("pairs without a file or a model is refused, and a wrong line is an error with its place")
  func wrongPairs() throws {
    let file = try scratch.file("p.jsonl", "{\"sentence_good\": \"a\"\n")
    expectRefusal(try Command(["pairs", model]), "file of pairs")
    expectRefusal(try Command(["pairs", file]), "model")
    expectFailure(try Command(["pairs", model, file]), "p.jsonl:1:22: not JSON")
    let good = try scratch.file(
      "good.jsonl", "{\"sentence_good\": \"a\", \"sentence_bad\": \"b\"}\n")
    expectFailure(try Command(["pairs", "nothing", good]), "nothing: there is no such model")
    expectFailure(try Command(["pairs", model, scratch.path("missing.jsonl")]), "missing.jsonl")
  }

  // MARK: - rescore

  @Test("rescore tunes its weights to references, and then applies them")
  func rescore() throws {
    let lists = """
      one\t-5\tthe miller wolks
      one\t-6\tthe miller walks
      two\t-1\t
      two\t-3\tquiet rivet
      two\t-4\tquiet river

      """
    let file = try scratch.file("lists.tsv", lists)
    let references = try scratch.file("ref.tsv", "one\tthe miller walks\ntwo\tquiet river\n")
    let base = ["rescore", model, file, "--format", "tsv"]
    let tuned = try Command(base + ["--references", references])
    #expect(tuned.status == 0)
    #expect(
      tuned.errors.contains("word error rate 0.00 %, before 60.00 %, at best 0.00 % of 5 words"),
      "\(tuned.errors)")
    let rows = tuned.output.split(separator: "\n").map { $0.components(separatedBy: "\t") }
    #expect(rows.map { $0[0] } == ["one", "one", "two", "two", "two"])
    #expect(rows[0][2] == "the miller walks" && rows[2][2] == "quiet river" && rows[4][2] == "")
    let before = try Command(base + ["--weight", "0", "--references", references])
    #expect(before.errors.contains("--weight 0.0000 --length 0.0000: word error rate 40.00 %"))
    let json = try Command(base + ["--json"]).objects
    #expect(json.count == 5 && json[0]["text"] as? String == "the miller walks")
    #expect(json[4]["log_probability"] is NSNull && json[0]["score_before"] as? Double == -6)
  }

  @Test("rescore reads and writes Kaldi's archives and Moses' lists")
  func formats() throws {
    let text = try scratch.file("text", "u-1 the miller wolks\nu-2 the miller walks\n")
    let costs = try scratch.file("costs", "u-1 5\nu-2 6\n")
    let new = scratch.path("new")
    let kaldi = try Command(
      [
        "rescore", model, text, "--format", "kaldi", "--costs", costs, "--out-scores", new,
        "--weight", "1",
      ])
    #expect(kaldi.output == "u-2 the miller walks\nu-1 the miller wolks\n", "\(kaldi.errors)")
    let scores = String(decoding: try scratch.data("new"), as: UTF8.self).split(separator: "\n")
    #expect(scores.count == 2 && scores[0].hasPrefix("u-2 ") && !scores[0].contains("-2 -"))
    let moses = try scratch.file(
      "moses", "0 ||| the miller wolks ||| d= 1 ||| -5\n0 ||| the miller walks ||| d= 2 ||| -6\n")
    let output = try Command(["rescore", model, moses, "--format", "moses"]).output
    #expect(output.hasPrefix("0 ||| the miller walks ||| d= 2 charlm= -"), "\(output)")
    expectRefusal(
      try Command(["rescore", model, text, "--format", "kaldi"]), "--costs or --scores")
    expectRefusal(
      try Command(["rescore", model, moses, "--format", "moses", "--costs", costs]), "kaldi")
    expectFailure(try Command(["rescore", model, moses, "--format", "tsv"]), "moses:1:")
  }
}
