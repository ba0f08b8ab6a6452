/// The encoding of the files of a corpus.
public enum TextEncoding: Hashable, Sendable {
  /// The encoding of each file is recognized; failing to do so is an error.
  case automatic
  /// An encoding by its name in iconv, such as `GB18030`.
  case named(String)

  /// Creates an encoding by name; nil if it is unknown.
  ///
  /// - Parameter name: `auto`, or the name in iconv; case is ignored.
  public init?(_ name: String) {
    if name.lowercased() == "auto" {
      self = .automatic
    } else {
      guard Iconv(from: name) != nil else { return nil }
      self = .named(name)
    }
  }

  /// The name: `auto`, or the name in iconv.
  public var name: String {
    switch self {
    case .automatic: "auto"
    case .named(let name): name
    }
  }

  /// True if it is UTF-8, which needs no conversion.
  var isUTF8: Bool { ["UTF-8", "UTF8"].contains(name.uppercased()) }

  /// Returns the size of an encoding's smallest unit in bytes, by which invalid characters are
  /// skipped.
  static func unit(of name: String) -> Int {
    let name = name.uppercased()
    if name.contains("32") || name.contains("UCS-4") || name.contains("UCS4") {
      return name.hasPrefix("U") ? 4 : 1
    }
    return name.hasPrefix("UTF-16") || name.hasPrefix("UTF16") || name.hasPrefix("UCS") ? 2 : 1
  }
}

extension TextEncoding: Codable {
  /// Reads a name.
  ///
  /// - Throws: `DecodingError` if the encoding is unknown.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let encoding = TextEncoding(name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(name): not an encoding that iconv knows")
    }
    self = encoding
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
