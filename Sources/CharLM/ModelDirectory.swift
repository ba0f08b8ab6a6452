internal import CharNetwork
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
  /// The texts that were written on the way.
  case samples = "samples.jsonl"

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
  /// - Throws: `FileError` that names the file, and the tensor, what was expected and what was found;
  ///   `NetworkError.conflict` if the precision does not suit the network.
  public init(
    contentsOf directory: String, weights: Weights = .best, precision: Precision = .auto
  ) throws {
    let parts = try ModelParts(contentsOf: directory, type: .language, weights: weights)
    try parts.network.check(precision)
    self.init(
      tokenizer: parts.tokenizer, network: parts.network, parameters: parts.parameters,
      training: parts.training, precision: precision)
  }

  /// Writes a model directory. Whenever the writing is stopped, the directory holds the old model or
  /// the new one.
  ///
  /// - Parameter directory: its path; made if it is missing. A model that it holds is replaced.
  /// - Throws: `FileError`, for one if the directory holds files of these names that are not of a model.
  public func save(to directory: String) throws {
    try parts.save(to: directory)
  }

  /// What a model directory holds of it.
  package var parts: ModelParts {
    ModelParts(configuration, tokenizer, network, parameters)
  }

  /// Whether a path is a directory.
  package static func isDirectory(_ path: String) -> Bool {
    // The kind of a link is that of what it leads to.
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    return (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
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
