package import CharNetwork
public import CharNumerics
internal import CharText
internal import Foundation

/// The files of a model directory, by their names.
public enum ModelFile: String, CaseIterable, Sendable {
  /// What the model is made of.
  case configuration = "config.json"
  /// The tokenizer, in the format of the Hugging Face `tokenizers` library.
  case tokenizer = "tokenizer.json"
  /// The weights with the lowest validation loss.
  case weights = "model.safetensors"
  /// The latest weights and all else that training goes on from.
  case checkpoint = "training.safetensors"
  /// What was trained with which options.
  case training = "training.json"
  /// The history.
  case metrics = "metrics.jsonl"

  /// Its path in a directory.
  ///
  /// - Parameter directory: the model directory.
  /// - Returns: the path.
  public func path(in directory: String) -> String {
    directory.hasSuffix("/") ? directory + rawValue : "\(directory)/\(rawValue)"
  }
}

extension LanguageModel {
  /// Which weights of a model directory.
  public enum Weights: Sendable {
    /// Those with the lowest validation loss.
    case best
    /// Those of the last checkpoint.
    case last
  }

  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: its path.
  ///   - weights: which of its weights.
  ///   - precision: what products multiply; `auto` stands for float32.
  /// - Throws: `FileError` that names the file, and the tensor, what was expected and what was found.
  public init(
    contentsOf directory: String, weights: Weights = .best, precision: Precision = .auto
  ) throws {
    guard FileManager.default.fileExists(atPath: directory) else {
      throw FileError(path: directory, problem: "there is no such model directory")
    }
    guard LanguageModel.isDirectory(directory) else {
      throw FileError(
        path: directory, problem: "is a file; give the directory that holds config.json")
    }
    let configurationPath = ModelFile.configuration.path(in: directory)
    let configuration: ModelConfiguration = try LanguageModel.decode(configurationPath)

    let tokenizerPath = ModelFile.tokenizer.path(in: directory)
    let tokenizer: Tokenizer
    do {
      tokenizer = try Tokenizer(
        huggingFaceJSON: Data(AtomicFile.read(tokenizerPath)),
        configuration: configuration.tokenizer)
    } catch let error as TokenizerError {
      throw FileError(path: tokenizerPath, problem: "\(error)")
    }
    guard tokenizer.vocabulary.count == configuration.vocabularySize else {
      throw FileError(
        path: tokenizerPath,
        problem:
          "has \(tokenizer.vocabulary.count) tokens, but \(ModelFile.configuration.rawValue) "
          + "says \(configuration.vocabularySize); the two are not of one model")
    }
    let network: CharacterNetwork
    do {
      network = try CharacterNetwork(
        configuration.network, vocabularySize: configuration.vocabularySize)
    } catch let error as NetworkError {
      throw FileError(path: configurationPath, problem: "\(error)")
    }
    let file = weights == .best ? ModelFile.weights : .checkpoint
    let tensors = try Safetensors(contentsOf: file.path(in: directory))
    var training = configuration.training
    if weights == .last { training?.become(tensors.metadata) }
    self.init(
      tokenizer: tokenizer, network: network,
      parameters: try network.readParameters(tensors), training: training, precision: precision)
  }

  /// Writes a model directory, each file whole or not at all.
  ///
  /// - Parameter directory: its path; made if it is missing.
  /// - Throws: `FileError`.
  public func save(to directory: String) throws {
    try LanguageModel.makeDirectory(directory)
    try AtomicFile.write(
      [Array(tokenizer.huggingFaceJSON())], to: ModelFile.tokenizer.path(in: directory))
    try LanguageModel.encode(configuration, to: ModelFile.configuration.path(in: directory))
    try Safetensors.write(
      to: ModelFile.weights.path(in: directory), network.tensors(parameters),
      metadata: ["format": "pt"])
  }

  /// Whether a path is a directory.
  package static func isDirectory(_ path: String) -> Bool {
    let values = try? URL(fileURLWithPath: path).resourceValues(forKeys: [.isDirectoryKey])
    return values?.isDirectory ?? false
  }

  /// Makes a directory and those above it.
  package static func makeDirectory(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: path, problem: "the directory cannot be made: \(error.systemReason)")
    }
  }

  /// Writes a value as JSON, atomically; equal values give equal bytes.
  package static func encode(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do { data = try encoder.encode(value) } catch {
      throw FileError(path: path, problem: "cannot be written as JSON: \(reason(error))")
    }
    try AtomicFile.write([Array(data), [UInt8(ascii: "\n")]], to: path)
  }

  /// Reads a value from JSON.
  package static func decode<Value: Decodable>(_ path: String) throws -> Value {
    let data = Data(try AtomicFile.read(path))
    do {
      return try JSONDecoder().decode(Value.self, from: data)
    } catch {
      throw FileError(path: path, problem: "is damaged: \(reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      return "\(path) is missing"
    case DecodingError.typeMismatch(let type, let context):
      return "\(place(context)) is no \(type)"
    case DecodingError.valueNotFound(let type, let context):
      return "\(place(context)) is null, expected \(type)"
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
      return context.debugDescription
    case DecodingError.dataCorrupted(let context):
      return "\(place(context)): \(context.debugDescription)"
    case let error as any CustomStringConvertible & Error: return error.description
    default: return error.localizedDescription
    }
  }
}

extension CharacterNetwork {
  static let outputWeightName = "output.weight"

  /// All tensors of a model file; tied weights stand under both names.
  package func tensors(
    _ parameters: Parameters
  ) -> [(name: String, shape: [Int], values: ArraySlice<Float>)] {
    var tensors = layout.slots.map { ($0.name, $0.shape, parameters[$0]) }
    if configuration.tiesEmbeddings, let embedding = layout["embedding.weight"] {
      tensors.append((Self.outputWeightName, embedding.shape, parameters[embedding]))
    }
    return tensors
  }

  /// The parameters in a model file.
  package func readParameters(_ file: Safetensors) throws -> Parameters {
    // What the file holds is checked before memory of that size is asked for.
    let expected = layout.slots.reduce(0.0) { $0 + Double($1.count) }
    let found = file.tensors.values.reduce(0.0) { $0 + Double($1.shape.reduce(1, *)) }
    for slot in layout.slots where file.tensors[slot.name]?.shape != slot.shape || expected > found
    {
      _ = try file.floats(slot.name, shape: slot.shape)
    }
    // A file with more layers is another network's.
    for name in file.tensors.keys.sorted() where name.hasPrefix("rnn.") && layout[name] == nil {
      throw FileError(
        path: file.path,
        problem: "tensor \(name) is no part of the network in \(ModelFile.configuration.rawValue)")
    }
    var parameters = Parameters(layout: layout)
    for slot in layout.slots {
      parameters[slot] = try file.floats(slot.name, shape: slot.shape)[...]
    }
    if configuration.tiesEmbeddings, let embedding = layout["embedding.weight"],
      file.tensors[Self.outputWeightName] != nil
    {
      let output = try file.floats(Self.outputWeightName, shape: embedding.shape)
      guard output.elementsEqual(parameters[embedding]) else {
        throw FileError(
          path: file.path,
          problem: "embedding.weight and output.weight differ, but the configuration ties them")
      }
    }
    if let slot = layout.slots.first(where: { !parameters[$0].allSatisfy(\.isFinite) }) {
      throw FileError(
        path: file.path, problem: "tensor \(slot.name) holds weights that are not finite numbers")
    }
    return parameters
  }
}
