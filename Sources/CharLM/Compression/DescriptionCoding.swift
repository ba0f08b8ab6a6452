/// The coding of the description in a compressed file: by the model that learns as it reads, after some examples, so
/// that a path and some options take a few bytes.
enum DescriptionCoding {
  /// Descriptions such as `charlm compress` makes. Their bytes are part of the format.
  private static let examples = [
    "english", "zh-prose", "./model", "../model", "../models/shakespeare",
    "/home/user/models/english\0--precision\0int8", "/Users/name/charlm/models/zh-prose\0--last",
    "/tmp/models/model\0--precision\0float32", "./model\0--precision\0bfloat16",
    "../../model\0--dynamic\0--dynamic-rate\00.0001",
    "./model\0--dynamic\0--dynamic-window\020\0--dynamic-decay\00.001",
    "./model\0--cache\01000\0--cache-weight\00.1\0--cache-flatness\00.6",
    "./model\0--mix\0../ngram:0.5\0--mix\0tang:0.25\0--mix-by\0product",
  ]
  /// Ends a description; no byte of UTF-8.
  private static let end: UInt8 = 0xFF
  /// Bytes of a description after which a file is taken to be damaged.
  private static let longest = 1 << 16

  /// Encodes a description.
  static func encode(_ description: String) -> [UInt8] {
    var coding = primed
    var encoder = RangeEncoder()
    for byte in Array(description.utf8) + [end] { _ = coding.code(byte, &encoder) }
    return encoder.finish()
  }

  /// Decodes a description.
  ///
  /// - Parameter bytes: what ``encode(_:)`` returned.
  /// - Returns: the description; nil if the bytes are damaged.
  static func decode(_ bytes: [UInt8]) -> String? {
    var coding = primed
    var rest = bytes[...]
    let source = CodedBytes { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    var decoder = RangeDecoder(source)
    var description: [UInt8] = []
    while true {
      let byte = coding.code(0, &decoder)
      if byte == end { break }
      guard description.count < longest, source.overrun <= RangeDecoder.lookahead else {
        return nil
      }
      description.append(byte)
    }
    guard let text = String(validating: description, as: UTF8.self), encode(text) == bytes else {
      return nil
    }
    return text
  }

  /// A coding that has read the examples.
  private static let primed: OnlineCoding = {
    var coding = OnlineCoding(size: 1 << 12)
    var unused = RangeEncoder()
    for example in examples {
      for byte in Array(example.utf8) + [end] { _ = coding.code(byte, &unused) }
    }
    return coding
  }()
}
