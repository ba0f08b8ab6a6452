internal import CharText

/// The tokenizer, with the model's normalization and special cases.
extension PyTorchProgram {
  /// True if text is normalized or case-folded.
  var normalizes: Bool { text.normalization != .none || text.foldsCase }
  /// True if documents have conditions.
  var hasConditions: Bool { text.condition != nil }
  /// True if the program uses regular expressions.
  var usesPatterns: Bool {
    text.unit == .grapheme || text.boundary != .file || text.condition == .file
      || (text.unknown == .bytes && text.unit != .byte)
  }
  /// True if the program reads the names of tokens.
  var usesIDs: Bool { text.unit != .byte || hasConditions }
  private var cleans: Bool { text.stripsByteOrderMark || text.lineEnds == .lf }
  /// True if the model reads bytes that are not UTF-8.
  private var takesAnyBytes: Bool { text.unit == .byte && !normalizes }

  @PythonLines var encoding: String {
    switch text.unit {
    case .byte:
      let errors = takesAnyBytes ? #", "surrogateescape""# : ""
      if hasConditions {
        ids
        conditions
        "\n"
      }
      #"""
      def encode(text):
          """The tokens of a text: 2 + each byte."""
          return [2 + byte for byte in \#(prepared("text")).encode("utf-8"\#(errors))]


      def decode(tokens):
          """The text of tokens."""
          return bytes(token - 2 for token in tokens if 1 < token < 258).decode("utf-8", "replace")
      """#
    case .scalar, .grapheme:
      ids
      if hasConditions { conditions }
      pieces
      if text.unit == .grapheme {
        #"CLUSTER = re.compile((FOLDER / "\#(PyTorchFile.clusters.rawValue)").read_text("utf-8"))"#
      }
      let pieces =
        text.unit == .grapheme ? "CLUSTER.findall(\(prepared("text")))" : prepared("text")
      #"""


      def encode(text):
          """The tokens of a text: \#(text.unit == .grapheme ? "grapheme clusters" : "Unicode scalars")."""
      """#
      switch text.unknown {
      case .unk: "    return [IDS.get(piece, UNKNOWN) for piece in \(pieces)]"
      case .error:
        #"""
            pieces = list(\#(pieces))
            if unknown := sorted({piece for piece in pieces if piece not in IDS}):
                raise SystemExit(f"the model does not know {' '.join(unknown)}, and takes no such text")
            return [IDS[piece] for piece in pieces]
        """#
      case .bytes:
        #"""
            return [token for piece in \#(pieces) for token in spell(piece)]


        def spell(piece):
            """The token of a piece; if it has none, those of its scalars, or of their bytes."""
            if piece in IDS:
                return [IDS[piece]]
            if len(piece) > 1:
                return [token for scalar in piece for token in spell(scalar)]
            return [IDS[f"<0x{byte:02X}>"] for byte in piece.encode("utf-8")]
        """#
      }
      #"""


      def decode(tokens):
          """The text of tokens."""
          return \#(text.unknown == .bytes ? #"b"".join(PIECES[token] for token in tokens).decode("utf-8", "replace")"# : #""".join(PIECES[token] for token in tokens)"#)
      """#
    }
    if normalizes {
      #"""


      def normalize(text):
          """The text in the form that the model knows."""
      """#
      normalization(text.normalization.rawValue.uppercased()).indented(4)
    }
    if cleans {
      #"""


      def clean(text):
          """A text without what \#(cleanWords)."""
      """#
      if text.stripsByteOrderMark { #"    text = text.removeprefix("\ufeff")"# }
      if text.lineEnds == .lf {
        #"    text = text.replace("\r\n", "\n").replace("\r", "\n")"#
      }
      "    return text"
    }
  }

  private var ids: String {
    #"IDS = json.loads((FOLDER / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]"#
  }

  /// The tokens of conditions.
  private var conditions: String {
    #"""
    CONDITIONS = {
        name[11:-1]: token for name, token in IDS.items() if name.startswith("<condition:")
    }
    """#
  }

  /// The content of each token.
  @PythonLines private var pieces: String {
    if text.unknown == .bytes {
      #"""
      PIECES = {
          token: bytes([int(piece[3:5], 16)]) if re.fullmatch("<0x[0-9A-F]{2}>", piece) else piece.encode()
          for piece, token in IDS.items()
      } | {UNKNOWN: b"\xef\xbf\xbd", DOCUMENT: b""}
      """#
      if hasConditions { #"PIECES |= dict.fromkeys(CONDITIONS.values(), b"")"# }
    } else {
      #"PIECES = {token: piece for piece, token in IDS.items()} | {UNKNOWN: "\ufffd", DOCUMENT: ""}"#
      if hasConditions { #"PIECES |= dict.fromkeys(CONDITIONS.values(), "")"# }
    }
  }

  private func prepared(_ name: String) -> String { normalizes ? "normalize(\(name))" : name }

  private var cleanWords: String {
    switch (text.stripsByteOrderMark, text.lineEnds) {
    case (true, .lf): "the model never sees: a byte order mark, carriage returns"
    case (true, .keep): "the model never sees: a byte order mark"
    default: "the model never sees: carriage returns"
    }
  }

  /// Case folding happens between decomposition and composition.
  @PythonLines private func normalization(_ form: String) -> String {
    if text.foldsCase {
      let decomposed = form.hasPrefix("NFK") ? "NFKD" : "NFD"
      switch text.normalization {
      case .none: "return text.casefold()"
      default:
        #"""
        text = unicodedata.normalize("\#(decomposed)", text).casefold()
        return unicodedata.normalize("\#(form)", text)
        """#
      }
    } else {
      #"return unicodedata.normalize("\#(form)", text)"#
    }
  }

  /// Returns the expression of a text from the command line or a file, cleaned where the model needs it.
  func cleaned(_ name: String) -> String { cleans ? "clean(\(name))" : name }

  @PythonLines var documents: String {
    // A model that reads any bytes reads a byte order mark as three bytes.
    let encoding = takesAnyBytes ? #""utf-8", "surrogateescape""# : #""utf-8-sig""#
    #"""
    def documents(path):
        """The documents of a file: \#(documentWords)."""
        text = \#(cleaned(#"Path(path).read_bytes().decode(\#(encoding))"#))
    """#
    switch text.boundary {
    case .line where text.condition == .tab:
      #"""
          lines = re.split(r"\r?\n", text.removeprefix("\ufeff"))
          lines = [line.partition("\t") for line in lines if line]
          if any(not tab for _, tab, _ in lines):
              raise SystemExit(f"{path}: a line has no tab after a label")
          return [(label, text) for label, _, text in lines if text]
      """#
    case .file where hasConditions: "    return \(labeled("[text]")) if text else []"
    case .file: "    return [text] if text else []"
    case .line: "    return \(labeled(#"[line for line in re.split(r"\r?\n", text) if line]"#))"
    case .paragraph:
      let texts = #"[part for part in re.split(rf"\r?\n{blank}", text) if part.strip(" \t")]"#
      #"""
          blank = r"(?:[ \t]*\r?\n)+"
          text = re.sub(rf"\A{blank}|(?:\r?\n[ \t]*)+\Z", "", text)
          return \#(labeled(texts))
      """#
    }
    if hasConditions {
      #"""


      def opening(name):
          """The first tokens of a document under a condition."""
      """#
      if text.normalization != .none {
        #"    name = unicodedata.normalize("\#(text.normalization.rawValue.uppercased())", name)"#
      }
      #"""
          if name not in CONDITIONS:
              raise SystemExit(f"the model does not know {name}; it knows {', '.join(CONDITIONS)}")
          return [DOCUMENT, CONDITIONS[name]]
      """#
    }
  }

  /// Returns the expression of the documents of texts; with conditions, pairs of condition and document.
  private func labeled(_ texts: String) -> String {
    switch text.condition {
    case .folder:
      "[(os.path.basename(os.path.dirname(os.path.abspath(path))), text) for text in \(texts)]"
    case .file:
      #"[(Path(re.sub(r"\.(gz|zst)$", "", str(path))).stem, text) for text in \#(texts)]"#
    case .tab, nil: texts
    }
  }

  private var documentWords: String {
    let words =
      switch text.boundary {
      case .file: "its whole text"
      case .line: "its lines"
      case .paragraph: "its paragraphs, with blank lines between"
      }
    return text.condition == nil ? words : words + ", each after the name of its condition"
  }
}
