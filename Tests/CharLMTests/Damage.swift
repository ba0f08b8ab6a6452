import CharLM
import Foundation
import Testing

/// One kind of damage to a file of a model, and what the message has to say.
struct Damage: Sendable, CustomTestStringConvertible {
  var name: String
  var file: ModelFile
  var message: [String] = []
  /// The damaged content; nil for no file.
  var apply: @Sendable ([UInt8]) -> [UInt8]?

  var testDescription: String { "\(file.rawValue): \(name)" }

  /// Text replaced by other text; it has to be there.
  static func text(
    _ file: ModelFile, _ old: String, _ new: String, _ message: String...
  ) -> Damage {
    Damage(name: "\(old) becomes \(new)", file: file, message: message) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      return Array(text.replacingOccurrences(of: old, with: new).utf8)
    }
  }

  /// Text of the header of the weights replaced, with a length that fits.
  static func header(_ old: String, _ new: String, _ message: String...) -> Damage {
    Damage(name: "\(old) becomes \(new)", file: .weights, message: message) { bytes in
      var file = TensorFile(bytes)
      file.header = file.header.replacingOccurrences(of: old, with: new)
      return file.bytes
    }
  }

  static func weights(
    _ name: String, _ message: String..., apply: @escaping @Sendable (inout TensorFile) -> Void
  ) -> Damage {
    Damage(name: name, file: .weights, message: message) { bytes in
      var file = TensorFile(bytes)
      apply(&file)
      return file.bytes
    }
  }

  static let files: [ModelFile] = [.configuration, .tokenizer, .weights]

  static let ofAnyFile = files.flatMap { file in
    [
      Damage(name: "missing", file: file) { _ in nil },
      Damage(name: "empty", file: file) { _ in [] },
      Damage(name: "one byte", file: file) { [$0[0]] },
      Damage(name: "half", file: file) { Array($0.prefix($0.count / 2)) },
      Damage(name: "all but the last bytes", file: file) { Array($0.dropLast(4)) },
      Damage(name: "bytes after the end", file: file) { $0 + Array("more".utf8) },
      Damage(name: "zeros", file: file) { [UInt8](repeating: 0, count: $0.count) },
      Damage(name: "ones", file: file) { [UInt8](repeating: 255, count: $0.count) },
      Damage(name: "not UTF-8", file: file) {
        $0.prefix(12) + [0xC3, 0x28, 0xFF] + $0.dropFirst(12)
      },
      Damage(name: "null", file: file) { _ in Array("null".utf8) },
      Damage(name: "an array", file: file) { _ in Array("[]".utf8) },
      Damage(name: "deep", file: file) { _ in
        [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
      },
    ]
  }

  static let ofConfiguration: [Damage] = [
    .text(.configuration, "\"format_version\" : 1", "\"format_version\" : 2", "format_version"),
    .text(.configuration, "\"charlm\"", "\"llama\"", "model_type", "llama"),
    .text(.configuration, "\"cell\" : \"lstm\"", "\"cell\" : \"lstn\"", "cell"),
    .text(.configuration, "\"layers\" : 2", "\"layers\" : \"2\"", "layers"),
    .text(.configuration, "\"layers\" : 2", "\"layers\" : 2.5"),
    .text(.configuration, "\"layers\" : 2", "\"layers\" : 1e300"),
    .text(.configuration, "\"layers\" : 2", "\"layers\" : 0", "layers"),
    .text(.configuration, "\"layers\" : 2", "\"layers\" : null", "layers"),
    .text(.configuration, "\"hidden_size\"", "\"hiden_size\"", "hidden_size", "missing"),
    .text(.configuration, "\"hidden_size\" : 6", "\"hidden_size\" : -6", "hidden"),
    .text(.configuration, "\"hidden_size\" : 6", "\"hidden_size\" : 1000001", "hidden"),
    .text(.configuration, "\"embedding_size\" : 4", "\"embedding_size\" : 0", "embedding"),
    .text(.configuration, "\"dropout\" : 0", "\"dropout\" : 1", "dropout"),
    .text(.configuration, "\"tie_embeddings\" : false", "\"tie_embeddings\" : true", "tied"),
    .text(.configuration, "\"unit\" : \"scalar\"", "\"unit\" : \"word\"", "unit", "word"),
    .text(.configuration, "\"casefold\"", "\"casefolt\"", "casefold"),
  ]

  static let ofTokenizer: [Damage] = [
    .text(.tokenizer, "\"b\": 3", "\"b\": 4", "twice"),
    .text(.tokenizer, "\"b\": 3", "\"b\": -3", "\"b\""),
    .text(.tokenizer, "\"b\": 3", "\"b\": 3.5", "\"b\""),
    .text(.tokenizer, "\"b\": 3", "\"b\": 99999999999999999999", "\"b\""),
    .text(.tokenizer, "\"b\": 3", "\"bb\": 3", "bb"),
    .text(.tokenizer, "\"b\": 3", "\"a\": 3", "duplicate"),
    .text(.tokenizer, "WordLevel", "BPE", "model.type"),
    .text(.tokenizer, "<doc>", "<dok>", "<doc>"),
    .text(.tokenizer, ",\n      \"j\": 11", "", "11 tokens", "12"),
    .text(.tokenizer, "\"j\": 11", "\"j\": 11, \"k\": 12", "13 tokens", "12"),
  ]

  static let ofWeights: [Damage] = [
    .header("\"shape\":[24, 4]", "\"shape\":[4, 24]", "rnn.weight_ih_l0", "[24, 4]", "[4, 24]"),
    .header("\"shape\":[24, 4]", "\"shape\":[96]", "rnn.weight_ih_l0", "[24, 4]", "[96]"),
    .header("\"shape\":[24, 4]", "\"shape\":[24, 5]", "rnn.weight_ih_l0", "480", "384"),
    .header("\"shape\":[24, 4]", "\"shape\":[-24, -4]", "rnn.weight_ih_l0"),
    .header("\"shape\":[24, 4]", "\"shape\":[\(Int.max), 4]", "rnn.weight_ih_l0"),
    .header("\"shape\":[24, 4]", "\"shape\":[0, \(Int.max), 4]", "rnn.weight_ih_l0"),
    .header("\"shape\":[24, 4]", "\"shape\":[24.5, 4]"),
    .header("\"shape\":[24, 4]", "\"shape\":24"),
    .header("rnn.bias_hh_l1", "rnn.bias_hh_l2", "rnn.bias_hh_l1", "missing"),
    .header("F32\",\"shape\":[24, 4]", "I32\",\"shape\":[24, 4]", "rnn.weight_ih_l0", "I32"),
    .header("F32\",\"shape\":[24, 4]", "F64\",\"shape\":[24, 4]", "rnn.weight_ih_l0", "768"),
    .header("\"dtype\":\"F32\",\"shape\":[24, 4]", "\"shape\":[24, 4]", "header"),
    .header("[0,192]", "[0,196]", "embedding.weight"),
    .header("[0,192]", "[4,196]", "embedding.weight", "byte"),  // overlaps the next
    .header("[0,192]", "[1,193]", "embedding.weight", "byte"),  // misaligned
    .header("[0,192]", "[192,384]", "byte"),  // twice the same place
    .header("[0,192]", "[192,0]", "embedding.weight"),
    .header("[0,192]", "[-192,0]", "embedding.weight"),
    .header("[0,192]", "[0,192,192]", "embedding.weight"),
    .header("[0,192]", "[\(Int.max - 192),\(Int.max)]", "embedding.weight"),
    .weights("a header of no JSON", "header") { $0.header = String($0.header.dropFirst()) },
    .weights("a gap at the end", "4 bytes") { $0.data += [0, 0, 0, 0] },
    .weights("a number short") { $0.data.removeLast(4) },
    .weights("not a number", "embedding.weight") { $0.data.replaceSubrange(0..<4, with: nan) },
    .weights("not a number, at the end", "output.bias") {
      $0.data.replaceSubrange(($0.data.count - 4)..., with: nan)
    },
    .weights("infinity", "rnn.weight_ih_l0") {
      $0.data.replaceSubrange(192..<196, with: [0, 0, 0x80, 0x7F])
    },
    .header(
      "\"__metadata__\"",
      "\"rnn.bias_l9\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"__metadata__\"",
      "rnn.bias_l9"),
    Damage(name: "a header longer than the file", file: .weights) { [255, 255] + $0.dropFirst(2) },
    Damage(name: "a header of 2^63 bytes", file: .weights) {
      [0, 0, 0, 0, 0, 0, 0, 0x80] + $0.dropFirst(8)
    },
  ]

  private static let nan: [UInt8] = [0, 0, 0xC0, 0x7F]
}
