internal import CharIO
public import struct Foundation.Data

extension Tokenizer {
  /// Returns the tokenizer in the format of the Hugging Face `tokenizers` library
  /// (`tokenizer.json`).
  ///
  /// The library then produces the same ids. Units that are looked up are a `WordLevel` model;
  /// spelling unknown text by bytes is a `BPE` model without merges, with `byte_fallback`; and if
  /// unknown text is an error here, it is one there. There are no added tokens, so that text that
  /// looks like `<doc>` stays text. Equal tokenizers yield equal bytes. Clusters, normalization and
  /// case follow the Unicode version of each library; clusters require the library's default
  /// Oniguruma engine, which supports `\X`.
  ///
  /// The document boundary is not part of the format; it is stored with the text configuration.
  public func huggingFaceJSON() throws -> Data {
    var vocab = [
      member(HuggingFaceFormat.unknownName, Vocabulary.unknown),
      member(HuggingFaceFormat.documentBoundaryName, Vocabulary.documentBoundary),
    ]
    for (index, entry) in vocabulary.entries.enumerated() {
      let name = HuggingFaceFormat.name(of: entry, configuration.unit)
      let token = Int(Vocabulary.firstPiece) + index
      vocab.append(JSON.Member(name, .integer(token)))
    }
    let json = JSON.object([
      ("version", "1.0"),
      ("truncation", .null),
      ("padding", .null),
      ("added_tokens", .array([])),
      ("normalizer", HuggingFaceFormat.normalizer(configuration, vocabulary)),
      ("pre_tokenizer", HuggingFaceFormat.preTokenizer(configuration.unit)),
      ("post_processor", .null),
      ("decoder", HuggingFaceFormat.decoder(configuration)),
      ("model", HuggingFaceFormat.model(configuration, .object(vocab))),
    ])
    return Data(json.indented)
  }

  /// Reads a `tokenizer.json` that ``huggingFaceJSON()`` wrote.
  ///
  /// - Parameters:
  ///   - data: The bytes of the file.
  ///   - configuration: The text configuration, which must match the file.
  /// - Throws: ``TokenizerError`` if the bytes are not such a file, the ids are not dense, or a
  ///   piece is not exactly one unit.
  public init(huggingFaceJSON data: Data, configuration: TextConfiguration) throws {
    let json: JSON
    do { json = try JSON(parsing: Array(data)) } catch {
      throw TokenizerError.notJSON(offset: error.offset, problem: error.problem)
    }
    guard case .object = json else {
      throw TokenizerError.wrongField("the file", expected: "an object", found: json.summary)
    }
    for (name, value) in HuggingFaceFormat.modelSettings(configuration) {
      try Self.require(json, "model.\(name)", value)
    }
    try Self.require(json, "added_tokens", .array([]))
    try Self.require(json, "pre_tokenizer", HuggingFaceFormat.preTokenizer(configuration.unit))
    try Self.require(json, "decoder", HuggingFaceFormat.decoder(configuration))
    let vocabulary = try Self.vocabulary(json["model"]?["vocab"], configuration.unit)
    guard vocabulary.spellsBytes == (configuration.spellsBytes || configuration.unit == .byte)
    else {
      throw TokenizerError.wrongField(
        "model.vocab",
        expected: configuration.spellsBytes ? "a token for every byte" : "no tokens for bytes",
        found: vocabulary.spellsBytes ? "them" : "none")
    }
    let expected = HuggingFaceFormat.outline(
      HuggingFaceFormat.normalizer(configuration, vocabulary))
    let found = HuggingFaceFormat.outline(json["normalizer"] ?? .null)
    guard expected == found else {
      throw TokenizerError.wrongField(
        "normalizer", expected: "the steps [\(expected.joined(separator: ", "))]",
        found: "[\(found.joined(separator: ", "))]")
    }
    self.init(configuration: configuration, vocabulary: vocabulary)
  }

  private func member(_ name: String, _ token: Token) -> JSON.Member {
    JSON.Member(Array(name.utf8), .integer(Int(token)))
  }

  private static func require(_ json: JSON, _ path: String, _ expected: JSON) throws {
    var value: JSON? = json
    for name in path.split(separator: ".") { value = value?[String(name)] }
    guard value == expected else {
      let compact =
        switch expected {
        case .array, .object: "the setting of this model's text unit"
        default: expected.summary
        }
      throw TokenizerError.wrongField(
        path, expected: compact, found: value?.summary ?? "nothing")
    }
  }

  private static func vocabulary(_ json: JSON?, _ unit: TextUnit) throws -> Vocabulary {
    let field = "model.vocab"
    guard case .object(let members)? = json else {
      throw TokenizerError.wrongField(
        field, expected: "an object", found: json?.summary ?? "nothing")
    }
    var names = [[UInt8]?](repeating: nil, count: members.count)
    for member in members {
      let name = String(decoding: member.name, as: UTF8.self)
      guard let id = member.value.integerValue, names.indices.contains(id) else {
        throw TokenizerError.wrongField(
          "\(field) \"\(name)\"", expected: "a number from 0 to \(members.count - 1)",
          found: member.value.summary)
      }
      guard names[id] == nil else {
        throw TokenizerError.wrongField(
          "\(field) \"\(name)\"", expected: "a unique id", found: "\(id) twice")
      }
      names[id] = member.name
    }
    let special = [HuggingFaceFormat.unknownName, HuggingFaceFormat.documentBoundaryName]
    for (id, name) in special.enumerated()
    where !names.indices.contains(id) || names[id] != Array(name.utf8) {
      throw TokenizerError.wrongField(
        field, expected: "\"\(name)\" with the id \(id)", found: "another one")
    }
    // Every id occurs exactly once, so no name is missing.
    let entries = try names.dropFirst(special.count).compactMap { $0 }
      .map { name throws(TokenizerError) in try HuggingFaceFormat.entry(name, unit) }
    return try Vocabulary(unit: unit, entries: entries)
  }
}
