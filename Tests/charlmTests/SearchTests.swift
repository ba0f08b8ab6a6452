import Foundation
import Testing

@Suite("charlm sample, searching")
struct SearchTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model()
  }

  private func sample(_ flags: String...) throws -> Command {
    try Command(["sample", model, "--prompt", "the ", "--length", "12"] + flags)
  }

  @Test("Beams print the best texts first, the same each time")
  func beams() throws {
    let command = try sample("--beams", "6", "--count", "4", "--json")
    #expect(command.status == 0 && command.errors.isEmpty, "\(command.errors)")
    let texts = try command.objects
    #expect(texts.count == 4)
    #expect(Set(texts.compactMap { $0["text"] as? String }).count == 4)
    let scores = try texts.map { text in
      let tokens = try #require(text["tokens"] as? Int)
      return try #require(text["log_probability"] as? Double) / Double(tokens)
    }
    #expect(scores.allSatisfy { $0 < 0 } && zip(scores, scores.dropFirst()).allSatisfy(>=))
    #expect(try sample("--beams", "6", "--count", "4", "--json").output == command.output)
    let plain = try sample("--beams", "6", "--no-prompt")
    #expect(plain.output == (texts[0]["text"] as? String ?? "") + "\n")
    let numbered = try sample("--beams", "6", "--count", "2")
    #expect(numbered.output.hasPrefix("--- 1\nthe ") && numbered.output.contains("\n--- 2\nthe "))
  }

  @Test("A constraint holds, and one that cannot be met is status 2")
  func constraint() throws {
    let command = try sample(
      "--beams", "4", "--count", "4", "--regex", "[a-z]{3,6} [aeiou]", "--json")
    #expect(command.status == 0, "\(command.errors)")
    for text in try command.objects {
      let text = try #require(text["text"] as? String)
      #expect(text.wholeMatch(of: /[a-z]{3,6} [aeiou]/) != nil, "\(text)")
    }
    #expect(try sample("--beams", "4", "--regex", "a{40}").status == 2)
  }

  @Test("Contrastive search writes one text whatever the seed, and needs a recurrent network")
  func contrastive() throws {
    let first = try sample("--contrastive", "0.6", "--seed", "1")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == (try sample("--contrastive", "0.6", "--seed", "2").output))
    let likeliest = try sample("--temperature", "0", "--seed", "1").output
    #expect(try sample("--contrastive", "0", "--seed", "1").output == likeliest)
    #expect(try sample("--contrastive", "1", "--seed", "1").output != likeliest)
    let ngram = scratch.path("ngram")
    _ = try Command(["ngram", "train", scratch.corpus(), "--out", ngram, "--order", "3"])
    expectFailure(
      try Command(["sample", ngram, "--contrastive", "0.6"]), "--contrastive", "recurrent")
    expectRefusal(try sample("--contrastive", "2"), "0 to 1")
    expectRefusal(try sample("--contrastive", "0.5", "--beams", "2"), "not both")
    expectRefusal(try sample("--candidates", "2"), "needs --contrastive")
  }

  @Test("The seed matters to stochastic beams alone")
  func seeds() throws {
    func texts(_ seed: String, _ flags: String...) throws -> [String] {
      let command = try Command(
        [
          "sample", model, "--length", "9", "--seed", seed, "--beams", "3", "--count", "3",
          "--json",
        ] + flags)
      return try command.objects.compactMap { $0["text"] as? String }
    }
    #expect(try texts("1") == texts("2"))
    let drawn = try texts("1", "--stochastic-beams")
    #expect(Set(drawn).count == 3)
    #expect(try texts("1", "--stochastic-beams") == drawn)
    #expect(try texts("2", "--stochastic-beams") != drawn)
  }

  @Test("The best of several are the best of the same texts")
  func best() throws {
    let all = try sample("--count", "8", "--seed", "3", "--json").objects
    let best = try sample("--best-of", "8", "--count", "2", "--seed", "3", "--json").objects
    func score(_ text: [String: Any]) -> Double {
      (text["log_probability"] as? Double ?? 0) / Double(text["tokens"] as? Int ?? 1)
    }
    let ranked = all.sorted { score($0) > score($1) }
    #expect(best.count == 2)
    #expect(best.map { $0["index"] as? Int } == ranked.prefix(2).map { $0["index"] as? Int })
    let likeliest = try sample(
      "--best-of", "8", "--length-penalty", "0", "--seed", "3", "--json")
    let highest = all.compactMap { $0["log_probability"] as? Double }.max()
    #expect(try likeliest.object["log_probability"] as? Double == highest)
  }

  @Test("The log-probability is that of score")
  func logProbability() throws {
    let object = try Command(
      [
        "sample", model, "--regex", "[a-z ]{9}", "--beams", "2", "--temperature", "2", "--json",
      ]
    ).object
    let text = try #require(object["text"] as? String)
    let score = try Command(["score", model, "--json"], input: text + "\n").object
    let expected = try #require(score["log_probability"] as? Double)
    let found = try #require(object["log_probability"] as? Double)
    #expect(abs(found - expected) < 1e-3)
  }

  @Test(
    "Flags that do not fit are refused",
    arguments: [
      ["--beams", "0"], ["--beams", "4", "--count", "5"], ["--beams", "4", "--beam-groups", "3"],
      ["--beam-groups", "2"], ["--diversity", "1"], ["--stochastic-beams"],
      ["--length-penalty", "1"], ["--beams", "4", "--length-penalty", "-1"],
      ["--beams", "4", "--best-of", "9"], ["--best-of", "2", "--count", "3"],
      ["--beams", "4", "--temperature", "0"], ["--beams", "4", "--diversity", "1"],
      ["--beams", "4", "--beam-groups", "2", "--stochastic-beams"],
    ])
  func refusals(_ flags: [String]) throws {
    expectRefusal(try Command(["sample", model] + flags))
  }
}
