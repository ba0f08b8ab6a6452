import Foundation
import Testing

@Suite("charlm tokenize, charlm info and charlm bench")
struct ToolTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("Tokens turn back into the same bytes", arguments: ["byte", "scalar", "grapheme"])
  func roundTrip(_ unit: String) throws {
    let model = try scratch.model("--unit", unit)
    let file = try scratch.file("text.txt", Tiny.text)
    let ids = try Command(["tokenize", model, file])
    #expect(ids.status == 0)
    let numbers = try scratch.file("ids.txt", ids.output)
    let back = try Command(["tokenize", model, numbers, "--detokenize"])
    #expect(back.output == Tiny.text)
  }

  @Test("Pieces are a line each, with number and sight")
  func pieces() throws {
    let model = try scratch.model("--unit", "byte")
    let command = try Command(["tokenize", model, "--pieces"], input: "ab")
    #expect(command.output == "99\ta\n100\tb\n")
  }

  @Test("JSON has the ids and the text that each stands for")
  func json() throws {
    let model = try scratch.model()
    let ids = try Command(["tokenize", model], input: "the ☃\n").output
    let object = try Command(["tokenize", model, "--json"], input: "the ☃\n").object
    #expect(Set(object.keys) == ["ids", "pieces"])
    #expect(object["pieces"] as? [String] == ["t", "h", "e", " ", "<unk>", "\n"])
    #expect(
      object["ids"] as? [Int] == ids.split(whereSeparator: \.isWhitespace).compactMap { Int($0) })
    for flag in ["--pieces", "--detokenize"] {
      expectRefusal(
        try Command(["tokenize", model, "--json", flag], input: "a"), "--json or \(flag)")
    }
  }

  @Test("What is no token cannot be turned back")
  func nonsense() throws {
    let model = try scratch.model()
    for word in ["hello", "99999", "-1", "1.5", "99999999999999999999"] {
      let command = try Command(["tokenize", model, "--detokenize"], input: "2\n3 \(word) 4")
      expectFailure(
        command, "standard input:2:3: \(word) is not a token", "numbers from 0 to ")
    }
    #expect(try Command(["tokenize", model, "--detokenize"]).output.isEmpty)
  }

  @Test("Info tells what the model is, and as JSON all of its configuration")
  func info() throws {
    let model = try scratch.model()
    let text = try Command(["info", model]).output
    for part in ["1 × 8 lstm", "vocabulary", "scalar", "corpus.txt", "3 steps", "--hidden 8"] {
      #expect(text.contains(part), "\(part)")
    }
    let object = try Command(["info", model, "--json"]).object
    let keys: Set = ["model_type", "format_version", "network", "tokenizer", "training"]
    #expect(keys.isSubset(of: object.keys))
    #expect(object["model_type"] as? String == "charlm")
    #expect(object["format_version"] as? Int == 1)
  }

  @Test("The result of training is one JSON object with the keys of the contract")
  func training() throws {
    let flags = ["--steps", "3", "--json"]
    let command = try Tiny.train(scratch.corpus(), out: scratch.path("out"), flags)
    #expect(command.output.count { $0 == "\n" } == 1)
    let object = try command.object
    #expect(
      Set(object.keys) == [
        "steps", "tokens", "seconds", "watching_seconds", "best_valid_nats_per_token", "best_step",
        "parameters", "model", "findings", "valid_bits_per_character", "test_nats_per_token",
        "test_bits_per_character", "epochs", "corpus_tokens", "precision",
      ])
    #expect(object["test_nats_per_token"] is NSNull)
    #expect(object["tokens"] as? Int == 3 * 4 * 8)
    #expect(object["model"] as? String == scratch.path("out"))
    #expect(!command.errors.contains("\r"))
    #expect(!command.errors.contains("\u{1B}"))
  }

  @Test(
    "A benchmark prints one JSON object with the keys of the contract",
    arguments: [
      ["product"], ["sample", "--count", "3", "--precision", "int8"], ["score"],
      ["score", "--vocabulary", "1"], ["train", "--bptt", "8", "--optimizer", "muon"],
    ])
  func bench(_ work: [String]) throws {
    let flags = ["--hidden", "64", "--batch", "16", "--threads", "1", "--seconds", "1", "--json"]
    let object = try Command(["bench", "--work"] + work + flags).object
    var keys: Set = [
      "work", "product", "tokens_per_second", "gflops", "seconds", "runs", "peak_memory_bytes",
    ]
    if work == ["product"] {
      keys.insert("products")
      let products = try #require(object["products"] as? [[String: Any]])
      #expect(products.contains { ($0["product"] as? String)?.hasPrefix("own, ") == true })
      #expect(products[0]["gflops"] as? Double == object["gflops"] as? Double)
    }
    if work[0] == "train" {
      keys.insert("update_share")
      #expect(try (0..<1).contains(#require(object["update_share"] as? Double)))
    }
    #expect(Set(object.keys) == keys)
    #expect(object["work"] as? String == work[0])
    #expect(try #require(object["peak_memory_bytes"] as? Int) > 1 << 20)
    for key in ["tokens_per_second", "gflops", "seconds"] {
      #expect(try #require(object[key] as? Double) > 0)
    }
    #expect(try #require(object["runs"] as? Int) >= 5)
  }

  @Test("A benchmark larger than memory or out of range is refused")
  func benchErrors() throws {
    for work in ["train", "sample", "eval", "score", "product"] {
      let flags = ["--hidden", "900000", "--embedding", "900000", "--work", work]
      expectFailure(try Command(["bench"] + flags), "GiB of memory", "--hidden")
    }
    expectFailure(
      try Command(["bench", "--batch", "1000000", "--bptt", "1000000"]), "GiB of memory")
    expectFailure(try Command(["bench", "--vocabulary", "1000000000"]), "GiB of memory")
    for (flag, value) in [
      ("vocabulary", "0"), ("threads", "0"), ("threads", "-2"), ("layers", "0"), ("hidden", "-1"),
      ("batch", "0"), ("bptt", "0"), ("embedding", "0"), ("count", "0"),
    ] {
      expectRefusal(
        try Command(["bench", "--\(flag)", value]), "\(flag): \(value) is out of range")
    }
    expectRefusal(try Command(["bench", "--work", "rest"]), "--work")
  }
}
