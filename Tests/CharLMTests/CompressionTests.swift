import CharLM
import CharNGram
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Compression")
struct CompressionTests {
  /// A model of a text's tokens in a unit.
  private static func model(
    _ unit: TextUnit, of text: String = "zwei rote Äpfel, 茶 and tea\r\n", lines: Bool = false,
    spells: Bool = false
  ) throws -> NGramLanguageModel {
    let pieces = unit == .grapheme ? text.map(String.init) : text.unicodeScalars.map(String.init)
    let vocabulary = try Vocabulary(
      pieces: unit == .byte ? [] : Set(pieces.map { Array($0.utf8) }), unit: unit,
      spellsBytes: spells)
    var configuration = TextConfiguration(unit: unit, boundary: lines ? .line : .file)
    configuration.unknown = spells ? .bytes : .unk
    let tokenizer = Tokenizer(configuration: configuration, vocabulary: vocabulary)
    return NGramLanguageModel(
      tokenizer: tokenizer,
      model: NGramModel(
        [Vocabulary.documentBoundary] + (try tokenizer.encode(text)), order: 3,
        vocabularySize: vocabulary.count))
  }

  private static func identity(_ hash: UInt8 = 1) -> ModelIdentity {
    ModelIdentity(
      hash: [UInt8](repeating: hash, count: 8), precision: .float32, kernels: "avx2",
      predictions: [1, 2, 3, 4])
  }

  static let texts: [[UInt8]] = {
    var random = RandomSource(seed: 11)
    return [
      [], [0], [0x0A], Array("tea and tea\r\nzwei rote Äpfel\n".utf8), Array("ÄÄ👩‍👩‍👧é茶茶".utf8),
      [0xC3, 0x28, 0xE8, 0x8C, 0xFF, 0x74], Array("\u{FEFF}A\u{301}".utf8),
      (0..<3000).map { _ in UInt8(truncatingIfNeeded: random.next()) },
    ]
  }()

  @Test("Any bytes come back, with every unit", arguments: TextUnit.allCases)
  func units(_ unit: TextUnit) throws {
    for model in try [
      Self.model(unit), Self.model(unit, lines: true), Self.model(unit, spells: unit != .byte),
    ] {
      let compressor = TextCompressor(model, Self.identity(), description: "m")
      for text in Self.texts {
        let file = try compressor.compress(text)
        let decompressor = try TextDecompressor(file)
        #expect(decompressor.modelDescription == "m" && decompressor.size == text.count)
        #expect(try decompressor.decompress((model, Self.identity())) == text)
      }
    }
  }

  @Test("Descriptions come back, and common ones take a few bytes")
  func descriptions() throws {
    let model = try Self.model(.byte)
    func size(_ description: String) throws -> Int {
      let file = try TextCompressor(model, Self.identity(), description: description).compress([])
      #expect(try TextDecompressor(file).modelDescription == description)
      return file.count
    }
    let least = try size("")
    for name in ["english", "./model", "/home/user/models/english", "../model\0--dynamic"] {
      #expect(try size(name) < least + 12, "\(name)")
    }
    for odd in ["模型/茶", "\n\0\0", "\u{FEFF}é", String(repeating: "/a b", count: 5000)] {
      _ = try size(odd)
    }
    var file = try TextCompressor(model, Self.identity(), description: "./model").compress([])
    file[file.count - 1] ^= 0x55
    #expect(throws: CompressionError.damagedHeader) { try TextDecompressor(file) }
  }

  @Test("Files of earlier programs are read: the first format, and coded descriptions")
  func earlierFiles() throws {
    let model = try Self.model(.byte)
    let precision = try #require(Precision.allCases.firstIndex(of: .float32))
    // Version 1 of an empty text: its size and hash; the model's hash, precision, kernels and predictions.
    let start = Array("CLMC".utf8)
    let text: [UInt8] = [0, 0xE3, 0xB0, 0xC4, 0x42, 0x98, 0xFC, 0x1C, 0x14]
    let identity = [1] + [UInt8](repeating: 1, count: 8) + [UInt8(precision), 1, 1, 2, 3, 4]
    let first = try TextDecompressor(
      start + [1] + text + identity + [10] + Array("../model/x".utf8))
    #expect(first.modelDescription == "../model/x" && first.formatVersion == 1)
    #expect(try first.decompress((model, Self.identity())) == [])
    // If this fails, files that were compressed before can no longer be read.
    let second = try TextDecompressor(start + [2] + text + identity + [3, 198, 127, 149])
    #expect(second.modelDescription == "./model\0--dynamic" && second.formatVersion == 2)
    #expect(try TextDecompressor(TextCompressor().compress([])).formatVersion == 1)
  }

  @Test("Any bytes come back without a model")
  func online() throws {
    for text in Self.texts {
      let file = try TextCompressor().compress(text)
      #expect(try TextDecompressor(file).decompress() == text)
    }
    let text = Array(String(repeating: "the quiet river and the old bridge. ", count: 40).utf8)
    #expect(try TextCompressor().compress(text).count < text.count / 10)
  }

  @Test("A file of a network is as large as its reported bits, and about as large as its loss")
  func size() throws {
    let model = try makeModel(.lstm, hidden: 8)
    let line = makeLines([4000])[0]
    let scratch = try Scratch()
    let (text, out) = (scratch.path("text"), scratch.path("out"))
    try Data(line.utf8).write(to: URL(fileURLWithPath: text))
    let compressor = TextCompressor(model, Self.identity(), description: "m")
    let summary = try compressor.compress(file: text, to: out)
    let bits = try #require(summary.bits)
    #expect(summary.bytes == line.utf8.count)
    #expect(Double(summary.compressedBytes * 8) < bits * 1.002 + 64 * 8)
    let loss = try -model.score(line).logProbability / log(2)
    // Tokens that do not occur have no probability here.
    #expect(bits < loss && bits > 0.9 * loss)
    try TextDecompressor(file: out).decompress(
      to: scratch.path("back"), (model, Self.identity()))
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path("back"))) == Data(line.utf8))
  }

  @Test("Another model, precision or kernel path is refused with the reason")
  func identities() throws {
    let model = try Self.model(.scalar)
    let file = try TextCompressor(model, Self.identity(), description: "m").compress([0x74])
    func refusal(_ change: (inout ModelIdentity) -> Void) throws -> String {
      var identity = Self.identity()
      change(&identity)
      let error = #expect(throws: CompressionError.self) {
        try TextDecompressor(file).decompress((model, identity))
      }
      return error?.description ?? ""
    }
    #expect(try refusal { $0 = Self.identity(2) }.contains("another model"))
    #expect(try refusal { $0.precision = .int8 }.contains("float32"))
    #expect(try refusal { $0.kernels = "portable" }.contains("kernels avx2"))
    #expect(try refusal { $0.predictions = [0, 0, 0, 0] }.contains("other numbers"))
    #expect(throws: CompressionError.otherMethod(needsModel: true)) {
      try TextDecompressor(file).decompress()
    }
    let backward = try Self.backward()
    #expect(throws: CompressionError.backward) {
      try TextCompressor(backward, Self.identity(), description: "m").compress([0x74])
    }
  }

  private static func backward() throws -> NGramLanguageModel {
    let model = try model(.scalar)
    var configuration = model.tokenizer.configuration
    configuration.direction = .backward
    return NGramLanguageModel(
      tokenizer: Tokenizer(
        configuration: configuration, vocabulary: model.tokenizer.vocabulary),
      model: model.model)
  }

  /// Damages a file: an end cut off, bytes inserted, left out, changed or added, or blocks swapped.
  private static func damage(_ file: [UInt8], _ random: inout RandomSource) -> [UInt8] {
    func place(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    func byte() -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }
    var file = file
    switch random.next() % 7 {
    case 0: file.removeLast(place(file.count) + 1)
    case 1: file.append(byte())
    case 2: file.insert(contentsOf: (0...place(8)).map { _ in byte() }, at: place(file.count))
    case 3:
      let start = place(file.count)
      file.removeSubrange(start..<min(file.count, start + 1 + place(8)))
    case 4:
      let size = 1 + place(min(16, file.count / 2))
      let (first, second) = (place(file.count - size + 1), place(file.count - size + 1))
      let block = file[first..<first + size]
      file.replaceSubrange(first..<first + size, with: file[second..<second + size])
      file.replaceSubrange(second..<second + size, with: block)
    case 5: file[place(file.count)] ^= 1 << UInt8(place(8))
    default: for _ in 0...place(3) { file[place(file.count)] ^= UInt8(1 + place(255)) }
    }
    return file
  }

  @Test("A damaged file is an error or gives the text, never another one")
  func damage() throws {
    let (ngram, network) = (try Self.model(.scalar), try makeModel(.lstm, hidden: 8))
    let text = Array("zwei rote Äpfel and tea, tea".utf8)
    let letters = Array(makeLines([60, 3, 25]).joined(separator: "\n").utf8)
    let files: [(text: [UInt8], model: (any AutoregressiveModel)?, file: [UInt8])] = try [
      (text, ngram, TextCompressor(ngram, Self.identity(), description: "m").compress(text)),
      (
        letters, network,
        TextCompressor(network, Self.identity(), description: "m").compress(letters)
      ),
      (text, nil, TextCompressor().compress(text)),
    ]
    // CHARLM_DAMAGES=10000 for a longer run.
    let rounds = ProcessInfo.processInfo.environment["CHARLM_DAMAGES"].flatMap { Int($0) } ?? 1000
    let seed = UInt64.random(in: 1...1_000_000)
    print("seed \(seed)")
    var random = RandomSource(seed: seed)
    var errors = 0
    for round in 0..<rounds {
      // Tables of the online model take time to make.
      let (text, model, file) = files[round % 50 == 0 ? 2 : round % 2]
      let damaged = Self.damage(file, &random)
      do {
        let decompressor = try TextDecompressor(damaged)
        let given = decompressor.modelDescription == nil ? nil : model.map { ($0, Self.identity()) }
        #expect(try decompressor.decompress(given) == text, "round \(round)")
      } catch is CompressionError {
        errors += 1
      }
    }
    // The others added bytes that are not read.
    #expect(errors > rounds / 2)
  }
}
