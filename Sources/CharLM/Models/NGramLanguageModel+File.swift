internal import CharNGram
internal import CharIO
internal import CharNumerics
public import CharText
internal import Foundation

extension NGramLanguageModel {
  /// Reads a model directory.
  ///
  /// - Parameter directory: the path of the directory.
  /// - Throws: `ModelTypeError`, or `FileError` that names the file and the tensor, what was expected and what
  ///   was found.
  public init(contentsOf directory: String) throws {
    let configuration = try ModelConfiguration(ofModelIn: directory)
    guard configuration.type == .ngram else {
      throw ModelTypeError(
        path: ModelFile.configuration.currentPath(in: directory), type: configuration.type,
        wanted: .ngram)
    }
    let tokenizer = try Tokenizer(ofModelIn: directory, configuration)
    let tensors = try Safetensors(mapping: ModelFile.weights.path(in: directory))
    self.init(
      tokenizer: tokenizer,
      model: try NGramModel(
        tensors, order: configuration.order ?? 1, vocabularySize: configuration.vocabularySize),
      training: configuration.training)
  }

  /// Reads an ARPA file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - text: how text becomes tokens, but for the unit and the spelling by bytes, which the words of the
  ///     file give.
  ///   - unit: the unit of the words; nil = found from them.
  /// - Throws: `FileError` with line and column.
  public init(
    arpaFile path: String, _ text: TextConfiguration = TextConfiguration(), unit: TextUnit? = nil
  ) throws {
    let arpa: ARPAModel
    do { arpa = try ARPAModel(AtomicFile.read(path), unit: unit) } catch let error as ARPAError {
      throw FileError(
        path: error.path(path), problem: error.problem)
    }
    var text = text
    text.unit = arpa.vocabulary.unit
    if arpa.vocabulary.unit != .byte {
      text.unknown =
        arpa.vocabulary.spellsBytes ? .bytes : text.unknown == .bytes ? .unk : text.unknown
    }
    self.init(
      tokenizer: Tokenizer(configuration: text, vocabulary: arpa.vocabulary), model: arpa.model)
  }

  /// Writes a model directory. Whenever writing is interrupted, the directory holds the old model or the
  /// new one.
  ///
  /// Probabilities are stored as float32 logarithms: a model that is read differs from the one that was
  /// written by about 10⁻⁷ nats per token. Rounded ones of `NGramModel.quantized(bits:)` are stored as the numbers
  /// of a table, which takes a quarter of the space.
  ///
  /// - Parameter directory: the path; created if it is missing. A model in it is replaced.
  /// - Throws: `FileError`, for example if the directory holds files of these names that are not of a model.
  public func save(to directory: String) throws {
    let tensors = model.tensors
    try configuration.save(tokenizer, tensors.all, integers: tensors.integers, to: directory)
  }

  /// Writes the model as an ARPA file, atomically.
  ///
  /// - Parameter path: the file; replaced if there is one.
  /// - Throws: `FileError`, or `ARPAError` if the model has conditions.
  public func exportARPA(to path: String) throws {
    try AtomicFile.write([model.arpa(tokenizer.vocabulary)], to: path)
  }
}

extension NGramModel {
  /// The tensors of one length in a model file.
  private enum Part: String, CaseIterable {
    case tokens
    case logProbabilities = "log_probabilities"
    case logBackoffs = "log_backoffs"
    /// The number of longer grams that start with each gram.
    case extensions

    func name(_ length: Int) -> String { "ngram.\(length).\(rawValue)" }

    /// True if the values are logarithms, which may be rounded.
    var isLogarithm: Bool { self == .logProbabilities || self == .logBackoffs }

    /// The name of the tensor with the values that the integers of a tensor are the numbers of.
    static func tableName(_ name: String) -> String { name + ".table" }

    /// True if a model of an order has the tensor.
    func isPresent(_ length: Int, order: Int) -> Bool {
      switch self {
      case .tokens: length > 1
      case .logProbabilities: true
      case .logBackoffs, .extensions: length < order
      }
    }
  }

  /// Logarithms of back-off weights, such that no product of them overflows.
  private static let backoffLimits = -240.0...21.0

  /// All tensors of a model file, and the names of those that are stored as integers.
  fileprivate var tensors: (all: ModelConfiguration.Tensors, integers: Set<String>) {
    var all: ModelConfiguration.Tensors = []
    var integers: Set<String> = []
    for (index, level) in levels.enumerated() {
      let length = index + 1
      for part in Part.allCases where part.isPresent(length, order: order) {
        let name = part.name(length)
        var values: [Float] =
          switch part {
          case .tokens: level.tokens.map(Float.init)
          case .logProbabilities: level.probabilities.map { Float(min(0, log($0))) }
          case .logBackoffs: level.backoffs.map { Float(log($0)) }
          case .extensions: zip(level.starts.dropFirst(), level.starts).map { Float($0 - $1) }
          }
        if bits != nil {
          if part.isLogarithm {
            let table = ValueTable(values)
            all.append((Part.tableName(name), [table.values.count], table.values[...]))
            values = table.codes
            integers.insert(name)
          } else if vocabularySize < 1 << 16 {
            integers.insert(name)
          }
        }
        all.append((name, [values.count], values[...]))
      }
    }
    return (all, integers)
  }

  /// Reads a model file and checks that its levels fit together.
  fileprivate init(_ file: Safetensors, order: Int, vocabularySize: Int) throws {
    let names = (1...order).flatMap { length in
      Part.allCases.filter { $0.isPresent(length, order: order) }.flatMap { part in
        [part.name(length)] + (part.isLogarithm ? [Part.tableName(part.name(length))] : [])
      }
    }
    if let other = Set(file.tensors.keys).subtracting(names).min() {
      throw FileError(
        path: file.path,
        problem: "tensor \(other) is not part of an n-gram model of order \(order), which "
          + "\(ModelFile.configuration.rawValue) describes")
    }
    var levels: [NGramLevel] = []
    var count = vocabularySize
    for length in 1...order {
      func values(_ part: Part, _ allowed: ClosedRange<Float>) throws -> [Float] {
        let values = try Self.values(file, part.name(length), count)
        if let wrong = values.first(where: { !allowed.contains($0) }) {
          throw FileError(
            path: file.path,
            problem: "tensor \(part.name(length)) holds \(wrong), which is not from "
              + "\(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return values
      }
      func integers(_ part: Part, below limit: Int) throws -> [Int32] {
        try values(part, 0...Float(limit - 1)).map { value in
          guard let integer = Int32(exactly: value) else {
            throw FileError(
              path: file.path,
              problem: "tensor \(part.name(length)) holds \(value), expected integers")
          }
          return integer
        }
      }
      var level = NGramLevel(
        probabilities: try values(.logProbabilities, -Float.greatestFiniteMagnitude...0)
          .map { exp(Double($0)) })
      if let last = levels.last {
        level.tokens = try integers(.tokens, below: vocabularySize)
        for gram in last.probabilities.indices {
          let tokens = level.tokens[last.extensions(of: gram)]
          guard zip(tokens, tokens.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw FileError(
              path: file.path,
              problem: "tensor \(Part.tokens.name(length)) is not in order after gram \(gram) of "
                + "length \(length - 1)")
          }
        }
      }
      if length < order {
        level.backoffs = try values(
          .logBackoffs,
          Float(Self.backoffLimits.lowerBound)...Float(Self.backoffLimits.upperBound)
        ).map { exp(Double($0)) }
        (level.starts, count) = try Self.starts(
          integers(.extensions, below: vocabularySize + 1), file, Part.extensions.name(length))
      }
      levels.append(level)
    }
    let isRounded = file.tensors[Part.tableName(Part.logProbabilities.name(1))] != nil
    self.init(
      levels: levels, vocabularySize: vocabularySize,
      bits: isRounded ? Self.bits(of: levels) : nil)
  }

  /// The bits that number all different values of a length.
  private static func bits(of levels: [NGramLevel]) -> Int {
    let most = levels.map { max(Set($0.probabilities).count, Set($0.backoffs).count) }.max() ?? 0
    var count = bits.lowerBound
    while 1 << count < most { count += 1 }
    return count
  }

  /// Reads the values of a tensor, which are its numbers or those of a table.
  private static func values(
    _ file: Safetensors, _ name: String, _ count: Int
  ) throws -> [Float] {
    let values = try file.floats(name, shape: [count])
    let tableName = Part.tableName(name)
    guard let shape = file.tensors[tableName]?.shape else { return values }
    let table = try file.floats(tableName, shape: [shape.first ?? 0])
    return try values.map { value in
      guard let code = Int(exactly: value), table.indices.contains(code) else {
        throw FileError(
          path: file.path,
          problem: "tensor \(name) holds \(value), but tensor \(tableName) has \(table.count) "
            + "values")
      }
      return table[code]
    }
  }

  /// The first extension of each gram, and the number of all.
  private static func starts(
    _ counts: [Int32], _ file: Safetensors, _ name: String
  ) throws -> ([Int32], Int) {
    var starts: [Int32] = [0]
    starts.reserveCapacity(counts.count + 1)
    var total = 0
    for count in counts {
      total += Int(count)
      guard let start = Int32(exactly: total) else {
        throw FileError(path: file.path, problem: "tensor \(name) holds too large a sum")
      }
      starts.append(start)
    }
    return (starts, total)
  }
}

/// The different values of a tensor, and their numbers.
private struct ValueTable {
  let values: [Float]
  let codes: [Float]

  init(_ all: [Float]) {
    values = Set(all).sorted()
    let numbers = Dictionary(
      uniqueKeysWithValues: values.enumerated().map { ($1, Float($0)) })
    codes = all.map { numbers[$0] ?? 0 }
  }
}
