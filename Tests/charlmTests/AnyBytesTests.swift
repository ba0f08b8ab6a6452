import Foundation
import Testing

@Suite("Bytes that are not UTF-8, and marks at the start")
struct AnyBytesTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("A model of bytes reads any bytes, wherever they stand")
  func bytes() throws {
    let model = try scratch.model("--unit", "byte", "--boundary", "line")
    let file = try scratch.file("bytes.txt", [0x61, 0xFF, 0x0A])
    #expect(try Command(["tokenize", model, file]).output == "99 257 12\n")
    let score = try Command(shell: "\"$charlm\" score \(model) \(file) | tail -c 3 | od -An -tx1")
    #expect(score.status == 0 && score.output == " 61 ff 0a\n", "\(score.errors)")
    let json = try Command(["score", model, file, "--json"]).object
    #expect(json["text"] as? String == "a\u{FFFD}")
    #expect(json["tokens"] as? Int == 2)
    #expect(try Command(["eval", model, file]).status == 0)
    let flags = "--length 30 --temperature 1 --seed 0 --json"
    let fromFile = try Command(shell: "\"$charlm\" sample \(model) --prompt-file \(file) \(flags)")
    #expect(fromFile.status == 0 && fromFile.errors.isEmpty, "\(fromFile.errors)")
    for option in ["--prompt \"$(printf 'a\\377')\"", "--prompt=\"$(printf 'a\\377')\""] {
      let typed = try Command(shell: "\"$charlm\" sample \(model) \(option) \(flags)")
      #expect(typed.output == fromFile.output && typed.errors.isEmpty, "\(typed.errors)")
    }
  }

  @Test("A model of characters says what of a prompt it cannot read")
  func characters() throws {
    let model = try scratch.model()
    let typed = try Command(
      shell: "\"$charlm\" sample \(model) --seed 0 --prompt \"$(printf 'a\\377')\"")
    #expect(typed.status == 0)
    #expect(typed.errors.contains("the prompt is not valid UTF-8"))
    #expect(typed.output.hasPrefix("a\u{FFFD}"))
    // Where U+FFFD was typed, nothing was lost.
    let own = try Command(["sample", model, "--seed", "0", "--prompt", "a\u{FFFD}"])
    #expect(own.output == typed.output && !own.errors.contains("UTF-8"))
    let file = try scratch.file("bytes.txt", [0x61, 0xFF, 0x0A])
    expectFailure(
      try Command(["sample", model, "--prompt-file", file]), "bytes.txt:1:2 (byte 1)")
  }

  @Test("What was read as U+FFFD is counted in one line, at the second start too")
  func repairs() throws {
    let corpus = try scratch.file("bad.txt", Array(Tiny.text.utf8) + [0xFF, 0x61, 0xC3, 0x0A])
    let warning = "2 sequences of bytes in 1 file are not UTF-8, and read as U+FFFD"
    for name in ["one", "two"] {
      let train = try Tiny.train(
        corpus, out: scratch.path(name),
        ["--steps", "2", "--invalid", "replace", "--cache", scratch.path("cache")])
      #expect(train.errors.contains(warning), "\(train.errors)")
    }
    for words in [["eval"], ["tokenize"], ["score"]] {
      let command = try Command(words + [scratch.path("one"), corpus, "--invalid", "replace"])
      #expect(command.errors.components(separatedBy: warning).count == 2, "\(command.errors)")
    }
  }

  @Test("A byte order mark is dropped at the start of a file, and a character in later lines")
  func marks() throws {
    let model = try scratch.model("--strip-bom", "--boundary", "line")
    let file = try scratch.file("marked.txt", "\u{FEFF}ab\n\u{FEFF}ab\n")
    let scores = try Command(["score", model, file, "--json"]).objects
    #expect(scores.map { $0["tokens"] as? Int } == [2, 3])
    #expect(scores.map { $0["normalized"] as? String } == [nil, nil])
    let eval = try Command(["eval", model, file, "--json"]).object
    #expect(eval["tokens"] as? Int == 2 + 3 + 1)
    #expect(eval["documents"] as? Int == 2)
  }
}
