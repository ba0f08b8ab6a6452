import CharCorpus
import CharNetwork
import CharNumerics
import CharText
import CharTraining

/// Whether a text is enough for the model asked for, how long it will take, and the command for it.
struct ModelAdvice {
  /// What the command would train.
  private(set) var configuration: TrainingConfiguration
  /// Tokens of the vocabulary, with the two special ones.
  let vocabulary: Int
  /// Tokens that would be learned from.
  let tokens: Int
  /// Numbers that are trained.
  private(set) var parameters = 0
  /// Seconds that reading the text once takes in training, if it was measured.
  private(set) var epochSeconds: Double?
  private(set) var tokensPerSecond: Double?
  /// Whether another size would suit the text better, and why.
  private(set) var verdict = ""
  private(set) var suggestedHidden: Int?
  private(set) var suggestedDropout: Double?

  private let paths: [String]
  /// Flags that say what is read of them.
  private let selection: [String]
  /// Whether the size of the model was asked for.
  private let keepsSize: Bool
  /// Whether there are bytes that training would stop at.
  private let readsInvalid: Bool
  /// The encoding that the text looks like.
  private let encoding: String?

  init(
    _ report: CorpusReport, _ advice: TextAdvice, _ training: TrainingConfiguration,
    paths: [String], selection: [String], boundary: DocumentBoundary?, keepsSize: Bool
  ) {
    (self.paths, self.selection, self.keepsSize) = (paths, selection, keepsSize)
    encoding = advice.items.first { $0.topic == "encoding" }?.value
    readsInvalid =
      advice.obstacle == nil && report.invalidSequences > 0 && advice.configuration.unit != .byte
    configuration = training
    configuration.text = advice.configuration
    configuration.text.delimiter = training.text.delimiter
    configuration.text.boundary =
      boundary ?? (training.text.delimiter == nil ? advice.configuration.boundary : .file)
    configuration.minimumCount = advice.minimumCount
    vocabulary = advice.vocabularySize(of: report) + Int(Vocabulary.firstPiece)
    let units =
      switch advice.configuration.unit {
      case .byte: report.bytes
      case .scalar: report.characters
      case .grapheme: report.graphemes
      }
    tokens = Int(Double(units) * (1 - training.validationFraction))
    parameters = Self.parameters(training.network, vocabulary)
    if encoding == nil {
      judge()
    } else {
      verdict = "not judged, since the text was not understood"
    }
  }

  private static func parameters(_ network: NetworkConfiguration, _ vocabulary: Int) -> Int {
    (try? CharacterNetwork(network, vocabularySize: vocabulary))?.layout.count ?? 0
  }

  /// Rules of thumb: a network with many more parameters than it has characters to learn from will
  /// know them by heart; one with far fewer leaves something to be learned.
  private mutating func judge() {
    let ratio = Double(tokens) / Double(max(1, parameters))
    let numbers = "\(parameters.grouped) parameters for \(tokens.grouped) tokens to learn from"
    switch ratio {
    case 10...:
      verdict = "\(numbers): plenty of text; a larger model would learn more of it"
      suggestedHidden = fitting(above: true)
    case 1...: verdict = "\(numbers): enough text for this model"
    case Diagnosis.tokensPerParameter...:
      verdict = "\(numbers): little text for this model; dropout keeps it from reciting"
      suggestedDropout = 0.3
    default:
      verdict = "\(numbers): too little text for this model; it would recite"
      suggestedHidden = fitting(above: false)
      suggestedDropout = 0.3
    }
  }

  /// The width whose parameters are nearest to the number of tokens, and at most those.
  private func fitting(above: Bool) -> Int? {
    let sizes = [64, 128, 256, 512, 1024].filter {
      above
        ? $0 > configuration.network.hiddenSize : $0 < configuration.network.hiddenSize
    }
    func count(_ hidden: Int) -> Int {
      var network = configuration.network
      if network.tiesEmbeddings { network.embeddingSize = hidden }
      network.hiddenSize = hidden
      return Self.parameters(network, vocabulary)
    }
    // A small text makes a poor model of any size; a few times as many parameters do no harm.
    let limit = above ? tokens : 3 * tokens
    return sizes.last { count($0) <= limit } ?? (above ? nil : sizes.first)
  }

  /// Measures how long an epoch takes, by a short run on random tokens.
  mutating func time() throws {
    let benchmark = try Benchmark(
      configuration, vocabularySize: vocabulary, threads: processorCount, seconds: 1)
    let speed = benchmark.train().tokensPerSecond
    tokensPerSecond = speed
    epochSeconds = Double(tokens) / speed
  }

  /// The command that follows from all of it.
  var command: String {
    var words = ["charlm train"] + inputs
    var advised = configuration
    if let suggestedHidden, !keepsSize, suggestedHidden < advised.network.hiddenSize {
      advised.network.hiddenSize = suggestedHidden
    }
    if let suggestedDropout { advised.network.dropout = suggestedDropout }
    let usual = TrainingConfiguration().flags
    // In the order of the documents: text first, then the network.
    let order = [
      "unit", "normalize", "boundary", "delimiter", "line-ends", "strip-bom", "min-count", "cell",
      "layers",
      "hidden", "embedding", "dropout",
    ]
    let flags = advised.flags.filter { usual[$0.key] != $0.value }
    func place(_ name: String) -> (Int, String) {
      (order.firstIndex(of: name) ?? order.count, name)
    }
    for (name, value) in flags.sorted(by: { place($0.key) < place($1.key) }) {
      switch name {
      case "ablation": words += value.split(separator: ",").map { "--ablation \($0)" }
      default: words.append(value == "true" ? "--\(name)" : "--\(name) \(Self.quoted(value))")
      }
    }
    if let encoding { words.append("--encoding \(encoding)") }
    if readsInvalid { words.append("--invalid replace") }
    return (words + ["--out \(Self.quoted("models/\(name)"))"]).joined(separator: " ")
  }

  /// The command that cleans these files.
  func cleaningCommand(_ flags: [String]) -> String {
    let isOne = paths.count == 1 && paths[0].split(separator: "/").last?.contains(".") ?? false
    let out = Self.argument("\(name)-clean\(isOne ? ".txt" : "")")
    return (["charlm corpus clean"] + inputs + flags + ["--out \(Self.quoted(out))"])
      .joined(separator: " ")
  }

  /// What is read, as it is typed.
  private var inputs: [String] { (paths.map(Self.argument) + selection).map(Self.quoted) }

  /// What a model of these files may be called.
  private var name: String {
    let last = paths[0].split(separator: "/").last.map(String.init) ?? "text"
    let stem = last.split(separator: ".").first.map(String.init) ?? "text"
    return paths[0] == "-" || stem.isEmpty ? "text" : stem
  }

  /// A path that no command takes for a flag.
  private static func argument(_ path: String) -> String {
    path.hasPrefix("-") && path != "-" ? "./\(path)" : path
  }

  /// A word as the shell reads it: with quotes around it where it needs them, and with controls written
  /// out.
  private static func quoted(_ word: String) -> String {
    if word.unicodeScalars.contains(where: \.isControl) {
      let bytes = word.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\\"): "\\" + String(Unicode.Scalar(byte))
        case 0x20..<0x7F: String(Unicode.Scalar(byte))
        default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
      }
      return "$'\(bytes.joined())'"
    }
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "-_./,:@%+=".unicodeScalars.contains($0)
    }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
