import CharLM
import CharNGram
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("N-gram models as language models")
struct NGramLanguageModelTests {
  private static let text = String(
    repeating: "abc abd\nabcab\n\nbad cab\nabc\ncaba dab\n", count: 20)

  /// A model of the text, and the text as it read it; a line is a document.
  private func make(order: Int = 3) throws -> (model: NGramLanguageModel, corpus: EncodedCorpus) {
    let (tokenizer, corpus) = try CorpusReader(text: Self.text).build(
      TextConfiguration(boundary: .line))
    let model = NGramModel(corpus.tokens, order: order, vocabularySize: tokenizer.vocabulary.count)
    return (NGramLanguageModel(tokenizer: tokenizer, model: model), corpus)
  }

  @Test("Scores and evaluations are those of the n-gram model", arguments: [1, 2, 5])
  func figures(_ order: Int) throws {
    let (model, corpus) = try make(order: order)
    let values = model.model.logProbabilities(corpus.tokens)
    let evaluation = try model.evaluate(corpus)
    #expect(evaluation.nats == -values.reduce(0, +))
    #expect(evaluation.tokens == corpus.tokens.count - 1)
    let score = try model.score("abcx", countsEnd: true)
    let tokens = [1] + score.tokens
    #expect(score.tokens.last == 1 && score.unknownTokens == 1)
    #expect(score.tokenLogProbabilities == model.model.logProbabilities(tokens))
    #expect(try model.scores(of: ["cab", "abcx"], countsEnd: true)[1] == score)
    // One token is predicted from none before it.
    let windows = model.logProbabilities(tokens[...], window: 1)
    for (index, value) in windows.enumerated() {
      var context = model.model.start
      model.model.read(Token(tokens[index]), &context)
      #expect(value == model.model.read(tokens[index + 1], &context))
    }
  }

  @Test("Token by token, side by side and in one go, the predictions are the same")
  func paths() throws {
    let model = try make().model
    let tokens: [Token] = [1, 3, 4, 5, 2, 3, 1, 4]
    let count = model.tokenizer.vocabulary.count
    var state = model.initialState()
    var logits = [Float](repeating: 0, count: count)
    var lanes = model.makeLanes()
    lanes.append(model.initialState())
    lanes.append(model.initialState())
    var rows = [Float](repeating: 0, count: 2 * count)
    let values = model.logProbabilities(tokens[...])
    for (index, token) in tokens.dropLast().enumerated() {
      model.advance(&state, with: token, logits: &logits)
      lanes.advance(with: [token, 1], logits: &rows)
      #expect(Array(rows[..<count]) == logits)
      #expect(abs(Double(logits[Int(tokens[index + 1])]) - values[index]) < 1e-6)
    }
    var none: [Float] = []
    var silent = model.initialState()
    for token in tokens.dropLast() { model.advance(&silent, with: token, logits: &none) }
    #expect(silent == state && none.isEmpty)
  }

  @Test("Characters are drawn as often as they are likely, and <unk> never")
  func frequencies() throws {
    let model = try make().model
    var options = GenerationOptions()
    options.length = 1
    options.sampling.temperature = 1
    options.sampling.seed = 5
    let count = 5000
    var found: [String: Int] = [:]
    for text in try model.generate("a", options, count: count) { found[text.text, default: 0] += 1 }
    #expect(found["\u{FFFD}"] == nil)
    var context = model.model.start
    for token in [1] + (try model.tokenizer.encode("a")) { model.model.read(token, &context) }
    let probabilities = model.model.probabilities(after: context)
    for token in 1..<probabilities.count {
      let probability = probabilities[token] / (1 - probabilities[0])
      // The boundary ends the text.
      let times = found[model.tokenizer.decode([Token(token)])] ?? 0
      let deviation = (Double(count) * probability * (1 - probability)).squareRoot()
      #expect(abs(Double(times) - Double(count) * probability) < 5 * deviation + 1)
    }
  }

  @Test("A text starts as documents do, and the same seed gives the same text")
  func generates() throws {
    let model = try make(order: 6).model
    var options = GenerationOptions()
    options.length = 40
    options.sampling.temperature = 0.3
    for seed in 0..<20 {
      options.sampling.seed = UInt64(seed)
      let text = try model.generate("", options).text
      #expect(try text == model.generate("", options).text)
      // The last of the text's documents is empty.
      #expect(
        text.isEmpty || Self.text.split(separator: "\n").contains { text.hasPrefix($0.prefix(2)) })
    }
  }

  @Test("A model that is saved and loaded predicts the same", arguments: [1, 2, 6])
  func saving(_ order: Int) throws {
    let scratch = try Scratch()
    var (model, corpus) = try make(order: order)
    model.training = TrainingRecord()
    model.training?.trainingTokens = corpus.tokens.count
    try model.save(to: scratch.directory)
    #expect(try scratch.files == ["config.json", "model.safetensors", "tokenizer.json"])
    let loaded = try NGramLanguageModel(contentsOf: scratch.directory)
    #expect(loaded.configuration == model.configuration && loaded.tokenizer == model.tokenizer)
    #expect(loaded.model.gramCounts == model.model.gramCounts)
    let pairs = zip(
      model.model.logProbabilities(corpus.tokens), loaded.model.logProbabilities(corpus.tokens))
    for (written, found) in pairs { #expect(abs(written - found) < 1e-6) }
    // Another time, nothing changes.
    let bytes = try scratch.read("model.safetensors")
    try loaded.save(to: scratch.directory)
    #expect(try scratch.read("model.safetensors") == bytes)
    #expect(
      try NGramLanguageModel(contentsOf: scratch.directory).model.logProbabilities(corpus.tokens)
        == loaded.model.logProbabilities(corpus.tokens))
  }

  @Test("A model replaces one of another kind, and no files that are not of a model")
  func replaces() throws {
    let scratch = try Scratch()
    try makeModel(.gru).save(to: scratch.directory)
    let (model, _) = try make()
    try model.save(to: scratch.directory)
    #expect(try NGramLanguageModel(contentsOf: scratch.directory).model.order == 3)
    try makeModel(.gru).save(to: scratch.directory)
    #expect(try LanguageModel(contentsOf: scratch.directory).network.vocabularySize == 12)
    try scratch.write(Array("{}".utf8), to: "config.json")
    let error = #expect(throws: FileError.self) { try model.save(to: scratch.directory) }
    #expect(error?.problem.contains("not of a model") == true)
  }

  @Test("A model of another kind is refused with what it is and what is needed")
  func kinds() throws {
    let scratch = try Scratch()
    try make().model.save(to: scratch.directory)
    let network = #expect(throws: ModelTypeError.self) {
      _ = try LanguageModel(contentsOf: scratch.directory)
    }
    #expect(
      network?.description.hasSuffix(
        "config.json: is an n-gram model, but a neural network is needed here") == true)
    let other = try Scratch()
    try makeModel(.gru).save(to: other.directory)
    let grams = #expect(throws: ModelTypeError.self) {
      _ = try NGramLanguageModel(contentsOf: other.directory)
    }
    #expect(grams?.type == .language && grams?.wanted == .ngram)
  }

  static let damages: [Damage] = [
    .text(.configuration, "\"order\" : 3", "\"order\" : 0", "order is 0"),
    .text(.configuration, "\"order\" : 3", "\"order\" : 33", "order is 33", "1 to 32"),
    .text(.configuration, "\"order\" : 3", "\"order\" : \"3\"", "order"),
    .text(.configuration, "\"order\"", "\"oder\"", "order is missing"),
    .text(.configuration, "charlm-ngram", "charlm-gram", "model_type is charlm-gram"),
    .text(.tokenizer, ",\n      \"d\": 6", "", "6 tokens", "7"),
    .header("ngram.3.tokens", "ngram.4.tokens", "ngram.4.tokens", "order 3"),
    .header("ngram.2.extensions", "ngram.2.starts", "ngram.2.starts"),
    .header("\"shape\":[7]", "\"shape\":[1, 7]", "ngram.1.log_probabilities", "[1, 7]", "[7]"),
    .weights("half a number") { $0.data.removeLast(2) },
    .weights("a probability above 1", "ngram.1.log_probabilities", "0.5") {
      $0.data.replaceSubrange(0..<4, with: [0, 0, 0, 0x3F])
    },
    .weights("not a number", "ngram.1.log_probabilities", "nan") {
      $0.data.replaceSubrange(0..<4, with: [0, 0, 0xC0, 0x7F])
    },
    .weights("a token beyond the vocabulary", "ngram.3.tokens", "100") {
      let start = $0.start(of: "ngram.3.tokens")
      $0.data.replaceSubrange(start..<start + 4, with: [0, 0, 0xC8, 0x42])
    },
    .weights("half a token", "ngram.3.tokens", "0.5", "integers") {
      let start = $0.start(of: "ngram.3.tokens")
      $0.data.replaceSubrange(start..<start + 4, with: [0, 0, 0, 0x3F])
    },
    .weights("more extensions than there are", "ngram.2", "expected") {
      let start = $0.start(of: "ngram.1.extensions")
      $0.data.replaceSubrange(start..<start + 4, with: [0, 0, 0xE0, 0x40])
    },
  ]

  @Test("A damaged part is an error that names the file", arguments: damages)
  func damaged(_ damage: Damage) throws {
    let scratch = try Scratch()
    try make().model.save(to: scratch.directory)
    let bytes = try scratch.read(damage.file.rawValue)
    let changed = try #require(damage.apply(bytes))
    #expect(changed != bytes)
    try scratch.write(changed, to: damage.file.rawValue)
    let error = #expect(throws: FileError.self) {
      _ = try NGramLanguageModel(contentsOf: scratch.directory)
    }
    #expect(error?.path == scratch.path(damage.file.rawValue))
    for part in damage.message { #expect(error?.problem.contains(part) == true, "\(error as Any)") }
  }

  @Test("200 damaged models load or are an error that names a file, and none crashes")
  func randomDamage() throws {
    var (errors, loads) = (0, 0)
    for seed in 0..<200 {
      let scratch = try Scratch()
      let (model, corpus) = try make(order: 1 + seed % 4)
      try model.save(to: scratch.directory)
      var random = RandomSource(seed: UInt64(seed))
      // Half of it in the file that has most to check.
      let file = seed % 2 == 0 ? .weights : Damage.files[seed / 2 % 3]
      try scratch.write(
        RandomDamageTests.damage(scratch.read(file.rawValue), &random), to: file.rawValue)
      do {
        let loaded = try NGramLanguageModel(contentsOf: scratch.directory)
        let score = try loaded.score("abcd", countsEnd: true)
        #expect(score.tokenLogProbabilities.count == 5)
        _ = try loaded.generate("ab").prefix(3).map(\.self)
        _ = loaded.model.logProbabilities(corpus.tokens)
        loads += 1
      } catch let error as FileError {
        #expect(error.path == scratch.path(file.rawValue), "seed \(seed): \(error)")
        errors += 1
      }
    }
    #expect(errors + loads == 200 && errors > 100 && loads > 2, "\(errors) errors, \(loads) loads")
  }

  @Test("An ARPA file becomes a model with its words as characters, and back")
  func arpa() throws {
    let scratch = try Scratch()
    let (model, corpus) = try make(order: 4)
    try model.exportARPA(to: scratch.path("model.arpa"))
    let read = try NGramLanguageModel(
      arpaFile: scratch.path("model.arpa"), TextConfiguration(boundary: .line))
    #expect(read.tokenizer == model.tokenizer)
    #expect(abs(try read.evaluate(corpus).nats - model.evaluate(corpus).nats) < 1e-3)
    try read.exportARPA(to: scratch.path("again.arpa"))
    #expect(try scratch.read("again.arpa") == scratch.read("model.arpa"))
    try scratch.write(Array("\\data\\\nngram 2=1\n".utf8), to: "wrong.arpa")
    let error = #expect(throws: FileError.self) {
      _ = try NGramLanguageModel(arpaFile: scratch.path("wrong.arpa"))
    }
    #expect(error?.path == scratch.path("wrong.arpa:2:1"))
  }
}

extension TensorFile {
  /// The byte at which a tensor starts.
  fileprivate func start(of name: String) -> Int {
    let entry = header.components(separatedBy: "\"\(name)\"").last ?? ""
    let offsets = entry.components(separatedBy: "data_offsets\":[").dropFirst().first ?? ""
    return Int(offsets.prefix { $0.isNumber }) ?? 0
  }
}
