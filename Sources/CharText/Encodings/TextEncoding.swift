/// The encoding that the files of a corpus are in.
public enum TextEncoding: Hashable, Sendable {
  /// The encoding of each file is recognized; it is an error where that is not possible.
  case automatic
  /// An encoding by a name that iconv knows, such as `GB18030`.
  case named(String)

  /// The encoding of a name; nil where there is none.
  ///
  /// - Parameter name: `auto`, or what iconv calls the encoding, in capital or small letters.
  public init?(_ name: String) {
    if name.lowercased() == "auto" {
      self = .automatic
    } else {
      guard Iconv(from: name) != nil else { return nil }
      self = .named(name)
    }
  }

  /// The name: `auto`, or one that iconv knows.
  public var name: String {
    switch self {
    case .automatic: "auto"
    case .named(let name): name
    }
  }

  /// Whether it is UTF-8, which needs no conversion.
  var isUTF8: Bool { ["UTF-8", "UTF8"].contains(name.uppercased()) }

  /// How many bytes its smallest unit has, which an invalid character is skipped by.
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
  /// - Throws: `DecodingError` if there is no such encoding.
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
