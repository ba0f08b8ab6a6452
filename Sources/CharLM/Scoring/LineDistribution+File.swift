internal import CharIO
internal import Foundation

extension LineDistribution: Codable {
  private enum CodingKeys: String, CodingKey {
    case lines, tokens
    case formatVersion = "format_version"
    case lengthExponent = "length_exponent"
    case natsPerToken = "nats_per_token"
  }

  private static let formatVersion = 1

  /// Decodes a distribution.
  ///
  /// - Parameter decoder: the decoder.
  /// - Throws: `DecodingError` with the key.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refusal(_ key: CodingKeys, _ problem: String) -> DecodingError {
      DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: problem)
    }
    let version = try container.decode(Int.self, forKey: .formatVersion)
    guard version == Self.formatVersion else {
      throw refusal(.formatVersion, "is \(version); this version reads \(Self.formatVersion)")
    }
    let tokens = try container.decode([Int].self, forKey: .tokens)
    let areOrdered = zip(tokens, tokens.dropFirst()).allSatisfy { $0 <= $1 }
    guard let first = tokens.first, first > 0, areOrdered else {
      throw refusal(.tokens, "are not lengths of lines in ascending order")
    }
    let natsPerToken = try container.decode([Double].self, forKey: .natsPerToken)
    guard natsPerToken.count == tokens.count, natsPerToken.allSatisfy(\.isFinite) else {
      throw refusal(
        .natsPerToken, "are \(natsPerToken.count) numbers, expected \(tokens.count) finite ones")
    }
    let lines = try container.decode(Int.self, forKey: .lines)
    guard (1...tokens.count).contains(lines) else {
      throw refusal(.lines, "is \(lines), expected 1 to \(tokens.count)")
    }
    let exponent = try container.decode(Double.self, forKey: .lengthExponent)
    guard (0...10).contains(exponent) else {
      throw refusal(.lengthExponent, "is \(exponent), expected 0 to 10")
    }
    self.init(
      kept: zip(tokens, natsPerToken).map { Line(tokens: $0, natsPerToken: $1) }, lines: lines,
      lengthExponent: exponent)
  }

  /// Encodes the distribution, rounded to four decimals.
  ///
  /// - Parameter encoder: the encoder.
  /// - Throws: the errors of the encoder.
  public func encode(to encoder: any Encoder) throws {
    func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.formatVersion, forKey: .formatVersion)
    try container.encode(lines, forKey: .lines)
    try container.encode(rounded(lengthExponent), forKey: .lengthExponent)
    try container.encode(kept.map(\.tokens), forKey: .tokens)
    try container.encode(kept.map { rounded($0.natsPerToken) }, forKey: .natsPerToken)
  }

  /// Reads the distribution that is kept with a model; nil if there is none.
  ///
  /// - Parameter directory: the model directory.
  /// - Throws: `FileError` if the file is damaged.
  public init?(ofModelIn directory: String) throws {
    let path = ModelFile.lines.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    self = try JSONFile.read(path)
  }

  /// Writes the distribution into a model directory.
  ///
  /// - Parameter directory: the model directory.
  /// - Throws: `FileError`.
  public func save(to directory: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let path = ModelFile.lines.path(in: directory)
    do {
      try AtomicFile.write([Array(try encoder.encode(self)), [UInt8(ascii: "\n")]], to: path)
    } catch let error as EncodingError {
      throw FileError(path: path, problem: "cannot be written as JSON: \(error)")
    }
  }
}
