import Foundation
import Testing

@Suite("charlm decode and correct")
struct DecodeTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model()
  }

  private func map(_ text: String) throws -> String { try scratch.file("map", text) }

  @Test("A map file says which texts readings stand for; texts come best first")
  func decode() throws {
    let map = try map("1 a the\n12 b\n2 c d\n- \n")
    let flags = ["decode", model, "--map", map, "--count", "4"]
    let command = try Command(flags + ["--json"], input: "1-2é\n\n2\n")
    #expect(command.status == 0)
    // The é, which the model does not know.
    #expect(command.errors.hasPrefix("charlm: warning: 1 of 4 tokens are unknown to the model"))
    let texts = try command.objects
    let first = texts.filter { $0["line"] as? Int == 1 }
    #expect(Set(first.compactMap { $0["text"] as? String }) == ["acé", "adé", "thecé", "thedé"])
    let scores = first.compactMap { $0["score"] as? Double }
    #expect(scores.count == 4 && zip(scores, scores.dropFirst()).allSatisfy(>=))
    #expect(texts.filter { $0["line"] as? Int == 2 }.map { $0["text"] as? String } == [""])
    // c, d, and the 2 itself.
    #expect(texts.count(where: { $0["line"] as? Int == 3 }) == 3)
    // Without --json: the best of each line, or groups with scores.
    let plain = try Command(["decode", model, "--map", map], input: "1-2é\n\n2\n")
    let lines = plain.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[0] == first[0]["text"] as? String ?? "" && lines[1] == "")
    let groups = try Command(flags, input: "1-2é\n\n2\n").output.split(separator: "\n")
    #expect(groups.count == 8 && groups[0].contains("\t\(lines[0])"))
    let one = try Command(["decode", model, "--map", map, "--text", "1-2é"])
    #expect(one.output == lines[0] + "\n")
  }

  @Test("Maps are part of the command, and models are mixed")
  func named() throws {
    let other = try scratch.model("--seed", "4", name: "other")
    let command = try Command(
      [
        "decode", model, "--map", "french", "--text", "the river", "--mix", "\(other):0.5",
        "--json",
      ])
    #expect(command.status == 0, "\(command.errors)")
    #expect(try command.object["text"] as? String == "the river")
    let hanzi = try map("ni 你\nhao 好\n")
    let none = try Command(["decode", model, "--map", hanzi, "--text", "ni hao"])
    #expect(none.failure?.contains("characters of none of the texts") == true)
  }

  @Test(
    "A map that is wrong is an error with line and column",
    arguments: [
      ("a b\nc -1\n", "map:2:3: expected a text before its score"),
      ("", "map:1:1: the table has no readings"),
      ("a b 0.5 -x\na \\q", "map:2:3: \\q is no escape"),
    ])
  func errors(_ text: String, _ message: String) throws {
    let map = try map(text)
    let failure = try Command(["decode", model, "--map", map, "--text", "a"]).failure
    #expect(failure?.hasPrefix("\(scratch.directory)/\(message)") == true, "\(failure ?? "")")
    let confusions = try Command(["correct", model, "--confusions", map, "--text", "a"])
    #expect(confusions.status == 1 && confusions.failure == failure)
  }

  @Test("A map that is not UTF-8 is an error that advises no flag, since flags are for the input")
  func encoding() throws {
    let map = try scratch.file("bytes", Array("a b\nc ".utf8) + [0xFF])
    for flags in [[], ["--encoding", "latin1"]] {
      let command = try Command(["decode", model, "--map", map, "--text", "a"] + flags)
      expectFailure(command, "bytes:2:3", "not valid UTF-8", "convert it to UTF-8")
      #expect(!command.errors.contains("--"), "\(command.errors)")
    }
  }

  @Test("A map of any bytes never crashes the command")
  func anyBytes() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<8 {
      let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
      let map = try scratch.file("bytes", bytes)
      let command = try Command(["decode", model, "--map", map, "--text", "a"])
      #expect(command.status == 1 && command.failure != nil, "\(bytes)")
    }
  }

  @Test("A map that does not exist, and flags out of range, are refused")
  func refused() throws {
    #expect(try Command(["decode", model, "--map", "klingon", "--text", "a"]).status == 1)
    for flags in [
      ["--count", "0"], ["--count", "99"], ["--beams", "0"], ["--slip-score", "-1"],
      ["--slips", "--slip-score", "1"], ["file", "--text", "a"],
    ] {
      let command = try Command(["decode", model, "--map", "french"] + flags)
      #expect(command.status == 64, "\(flags): \(command.errors)")
    }
    for flags in [
      ["--edits", "-1"], ["--edit-score", "1"], ["--threshold", "-1"], ["--beams", "0"],
      ["--count", "2"], ["--json", "--count", "99"],
    ] {
      let command = try Command(["correct", model] + flags)
      #expect(command.status == 64, "\(flags): \(command.errors)")
    }
  }

  @Test("A line is left alone unless the gain exceeds the threshold, and changes are told")
  func correct() throws {
    let lines = "the baker\nquiet  bot\n"
    let kept = try Command(["correct", model, "--threshold", "1000"], input: lines)
    #expect(kept.status == 0 && kept.output == lines && kept.errors.isEmpty)
    let changed = try Command(
      ["correct", model, "--threshold", "0", "--edit-score", "0", "--edits", "1", "--json"],
      input: lines)
    #expect(changed.status == 0 && changed.errors.isEmpty)
    for (line, object) in zip(lines.split(separator: "\n"), try changed.objects) {
      let text = try #require(object["text"] as? String)
      let confidence = try #require(object["confidence"] as? Double)
      let gain = try #require(object["gain"] as? Double)
      let changes = try #require(object["changes"] as? [[String: Any]])
      #expect(text != line && gain > 0 && confidence > 0 && confidence <= 1)
      #expect(changes.count == 1 && changes[0]["column"] as? Int != nil)
    }
    let told = try Command(
      ["correct", model, "--threshold", "0", "--edit-score", "0", "--edits", "1"], input: lines)
    #expect(told.errors.hasPrefix("standard input:1:") && told.errors.contains(" % sure, gain "))
  }
}
