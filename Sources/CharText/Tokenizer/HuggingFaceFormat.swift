internal import CharIO

/// The representation of a text configuration in the JSON of the `tokenizers` library.
///
/// The library has no case folding; it is expressed as lowercasing followed by replacements for the
/// scalars that folding changes but lowercasing does not. See `Lowercase` and `Replace` under
/// [normalizers](https://huggingface.co/docs/tokenizers/api/normalizers).
enum HuggingFaceFormat {
  static let unknownName = "<unk>"
  static let documentBoundaryName = "<doc>"

  /// Returns the normalizer: byte order mark, line ends, normalization and case folding.
  static func normalizer(_ configuration: TextConfiguration, _ vocabulary: Vocabulary) -> JSON {
    var steps: [JSON] = []
    if configuration.stripsByteOrderMark {
      steps.append(replace(regex: "\\A\\x{FEFF}", by: []))
    }
    if configuration.lineEnds == .lf {
      steps.append(replace("\r\n", by: "\n"))
      steps.append(replace("\r", by: "\n"))
    }
    let form = formName(configuration.normalization)
    if configuration.foldsCase {
      let decomposition: String? =
        switch configuration.normalization {
        case .none: nil
        case .nfc, .nfd: "NFD"
        case .nfkc, .nfkd: "NFKD"
        }
      if let decomposition { steps.append(type(decomposition)) }
      steps.append(type("Lowercase"))
      steps += foldings(configuration, vocabulary)
    }
    if let form { steps.append(type(form)) }
    guard !steps.isEmpty else { return .null }
    return .object([("type", .string("Sequence")), ("normalizers", .array(steps))])
  }

  /// Returns the pre-tokenizer, which splits text into units.
  static func preTokenizer(_ unit: TextUnit) -> JSON {
    switch unit {
    case .scalar: split("[\\s\\S]")
    case .grapheme: split("\\X")
    case .byte:
      .object([
        ("type", .string("Sequence")),
        ("pretokenizers", .array([byteLevel, split("[\\s\\S]")])),
      ])
    }
  }

  /// Returns the decoder, which joins pieces without separators.
  static func decoder(_ configuration: TextConfiguration) -> JSON {
    if configuration.unit == .byte { return byteLevel }
    guard configuration.spellsBytes else { return type("Fuse") }
    return .object([
      ("type", .string("Sequence")), ("decoders", .array([type("ByteFallback"), type("Fuse")])),
    ])
  }

  /// Returns the model, which looks up units.
  static func model(_ configuration: TextConfiguration, _ vocab: JSON) -> JSON {
    let names = modelSettings(configuration).map { name, value in
      JSON.Member(Array(name.utf8), value)
    }
    return .object(names + [JSON.Member(Array("vocab".utf8), vocab)])
  }

  /// Returns the model's settings without its vocabulary.
  static func modelSettings(_ configuration: TextConfiguration) -> [(name: String, JSON)] {
    guard configuration.spellsBytes else {
      // With a name that no token has, the library reports unknown pieces as errors.
      let unknown = configuration.unknown == .error ? "<error>" : unknownName
      return [("type", .string("WordLevel")), ("unk_token", .string(unknown))]
    }
    return [
      ("type", .string("BPE")), ("dropout", .null), ("unk_token", .string(unknownName)),
      ("continuing_subword_prefix", .null), ("end_of_word_suffix", .null),
      ("fuse_unk", .bool(false)), ("byte_fallback", .bool(true)), ("ignore_merges", .bool(true)),
      ("merges", .array([])),
    ]
  }

  /// Returns the types of a normalizer's steps without replacements, which depend on the vocabulary
  /// and on the version of Unicode.
  static func outline(_ normalizer: JSON) -> [String] {
    guard case .array(let steps)? = normalizer["normalizers"] else { return [] }
    return steps.compactMap { $0["type"]?.stringValue }.filter { $0 != "Replace" }
  }

  private static func formName(_ form: Normalization) -> String? {
    form == .none ? nil : form.rawValue.uppercased()
  }

  private static func type(_ name: String) -> JSON { .object([("type", .string(name))]) }

  private static func split(_ regex: String) -> JSON {
    .object([
      ("type", .string("Split")), ("pattern", .object([("Regex", .string(regex))])),
      ("behavior", .string("Isolated")), ("invert", .bool(false)),
    ])
  }

  private static var byteLevel: JSON {
    .object([
      ("type", .string("ByteLevel")), ("add_prefix_space", .bool(false)),
      ("trim_offsets", .bool(false)), ("use_regex", .bool(false)),
    ])
  }

  private static func replace(_ text: String, by content: String) -> JSON {
    replace(.object([("String", .string(text))]), by: Array(content.utf8))
  }

  private static func replace(regex: String, by content: [UInt8]) -> JSON {
    replace(.object([("Regex", .string(regex))]), by: content)
  }

  private static func replace(_ pattern: JSON, by content: [UInt8]) -> JSON {
    .object([("type", .string("Replace")), ("pattern", pattern), ("content", .string(content))])
  }

  /// Returns the relevant foldings: those that yield several scalars, or a scalar that occurs in a
  /// piece of the vocabulary.
  private static func foldings(
    _ configuration: TextConfiguration, _ vocabulary: Vocabulary
  ) -> [JSON] {
    let mapping: UTF8Proc.Mapping? =
      switch configuration.normalization {
      case .none: nil
      case .nfc, .nfd: .canonical
      case .nfkc, .nfkd: .compatibility
      }
    var parts: Set<UInt32> = []
    for case .piece(let piece) in vocabulary.entries {
      let scalars = UTF8Sequence.scalars(of: piece)
      parts.formUnion(scalars)
      if let mapping {
        var decomposed: [UInt32] = []
        UTF8Proc.decompose(scalars, mapping, into: &decomposed)
        parts.formUnion(decomposed)
      }
    }
    return CaseFolding.beyondLowercase.compactMap { folding in
      if let mapping {
        // A scalar that decomposes does not occur when folding is applied.
        var decomposed: [UInt32] = []
        UTF8Proc.decompose([folding.scalar], mapping, into: &decomposed)
        guard decomposed == [folding.scalar] else { return nil }
      }
      guard
        vocabulary.spellsBytes || folding.folded.count > 1 || folding.changesCluster
          || parts.contains(folding.folded[0]) || parts.contains(folding.scalar)
      else { return nil }
      var text: [UInt8] = []
      UTF8Sequence.append(folding.scalar, to: &text)
      var content: [UInt8] = []
      for scalar in folding.folded { UTF8Sequence.append(scalar, to: &content) }
      return replace(.object([("String", .string(text))]), by: content)
    }
  }
}
