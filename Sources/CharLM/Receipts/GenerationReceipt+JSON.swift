package import CharIO
internal import CharNumerics

extension GenerationReceipt {
  /// The receipt as a JSON object.
  package var json: JSON {
    var members: [(String, JSON)] = [
      ("version", .string(version)),
      (
        "model",
        .object([("name", .string(model)), ("hash", .string(identity.hash.hexadecimal))])
      ),
      ("precision", .string(identity.precision.rawValue)),
      ("kernels", .string(identity.kernels)),
      ("predictions", .string(identity.predictions.hexadecimal)),
    ]
    let isText = String(validating: prompt, as: UTF8.self) != nil
    members.append(
      isText ? ("prompt", .string(prompt)) : ("prompt_bytes", .string(prompt.hexadecimal)))
    members.append(("settings", .object(settings.map { ($0.flag, $0.json) })))
    if !files.isEmpty { members.append(("files", .array(files.map(\.json)))) }
    if let copyIndex { members.append(("copy_index", .string(copyIndex))) }
    return .object(members)
  }

  /// Reads a receipt.
  ///
  /// - Parameter json: the value of `"receipt"`.
  /// - Throws: ``ReceiptError``.
  package init(_ json: JSON) throws(ReceiptError) {
    func text(_ name: String, in object: JSON) throws(ReceiptError) -> String {
      guard let text = object[name]?.stringValue else { throw .damaged(name) }
      return text
    }
    func bytes(_ name: String, in object: JSON, _ count: Int? = nil) throws(ReceiptError) -> [UInt8]
    {
      let bytes = [UInt8](hexadecimal: try text(name, in: object))
      guard let bytes, count == nil || bytes.count == count else { throw .damaged(name) }
      return bytes
    }
    guard let model = json["model"] else { throw .damaged("model") }
    guard let precision = Precision(rawValue: try text("precision", in: json)) else {
      throw .damaged("precision")
    }
    version = try text("version", in: json)
    self.model = try text("name", in: model)
    identity = ModelIdentity(
      hash: try bytes("hash", in: model, ModelIdentity.hashSize), precision: precision,
      kernels: try text("kernels", in: json),
      predictions: try bytes("predictions", in: json, ModelIdentity.predictionsSize))
    if case .string(let prompt)? = json["prompt"] {
      self.prompt = prompt
    } else {
      prompt = try bytes("prompt_bytes", in: json)
    }
    guard case .object(let members)? = json["settings"] else { throw .damaged("settings") }
    settings = []
    for member in members {
      let flag = String(decoding: member.name, as: UTF8.self)
      guard let texts = Setting.texts(member.value) else { throw .damaged("settings.\(flag)") }
      settings.append(Setting(flag, texts))
    }
    files = []
    if case .array(let values)? = json["files"] {
      for value in values {
        files.append(
          InputFiles.File(
            path: try text("path", in: value), hash: try text("sha256", in: value),
            text: value["text"]?.stringValue))
      }
    }
    copyIndex = json["copy_index"]?.stringValue
  }
}

extension GenerationReceipt.Setting {
  /// `true`, the value, or an array of values.
  fileprivate var json: JSON {
    switch texts.count {
    case 0: .bool(true)
    case 1: .string(texts[0])
    default: .array(texts.map { .string($0) })
    }
  }

  fileprivate static func texts(_ json: JSON) -> [String]? {
    switch json {
    case .bool(true): []
    case .string: json.stringValue.map { [$0] }
    case .array(let values) where !values.isEmpty && values.allSatisfy { $0.stringValue != nil }:
      values.compactMap(\.stringValue)
    default: nil
    }
  }
}

extension InputFiles.File {
  fileprivate var json: JSON {
    var members: [(String, JSON)] = [("path", .string(path)), ("sha256", .string(hash))]
    if let text { members.append(("text", .string(text))) }
    return .object(members)
  }
}

extension [UInt8] {
  /// Reads hexadecimal digits; nil if the text is something else.
  fileprivate init?(hexadecimal text: String) {
    let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) }
    guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 != nil }) else { return nil }
    let values = digits.compactMap { $0 }
    self = stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}
