import CharText

/// Texts that the tests share, written for them.
enum Samples {
  /// Sentences in eleven languages and nine scripts.
  static let sentences = [
    "A small boat drifts; seven lamps burn.\n",
    "L'été, la façade du château était déjà à l'ombre.\n",
    "Straße und Fluß: GROẞE Größe, ﬁnes Öl.\n",
    "Маленькая лодка плывёт, Йод и Ёж.\n",
    "Ο Οδυσσεύς ΟΔΥΣΣΕΎΣ, ᾳ ᾼ ΰ.\n",
    "סִירָה קְטַנָּה שָׁטָה.\n",
    "قارِبٌ صَغيرٌ يُبحِر.\n",
    "छोटी नाव क्षितिज पर है।\n",
    "小船在安静的水上漂流。\n",
    "小さなボートがガギグと進む。ｶﾞ\n",
    "작은 배가 \u{1100}\u{1161}\u{11A8}다.\n",
    "เรือลำเล็กลอยน้ำ\n",
  ]

  /// Characters that break naive tokenizers, each for its own reason.
  static let hard = [
    "👩\u{200D}👩\u{200D}👧\u{200D}👦 👍🏽 ❤\u{FE0F} 🏴\u{200D}☠\u{FE0F}",  // joined emoji
    "🇫🇷🇩🇪🇯🇵 🇫",  // flags, and half of one
    "e\u{301} é a\u{323}\u{302} a\u{302}\u{323} \u{301}x",  // marks, ordered and not
    "one\r\ntwo\rthree\n\r\nfour",
    "\u{FEFF}mark \u{FEFF}inside",
    "nul\u{0}nul \u{7F}\u{85}\u{2028}",
    "Å Å ½ ² ﷺ Ⅷ ℌ ŉ ǰ",  // Angstrom sign, compatibility characters
    "İstanbul Iı ſtill µ μ K Ꭰꭰ",
    "<doc> is <unk> text, not </s>",
    "क्षि த்ரி ക്ഷ ស្ត្រី",  // Indic and Khmer conjuncts
    "\u{600}1 \u{1F1E6}\u{200D}\u{1F1E7}",  // prepended mark, joiner between flags
  ]

  static let all = sentences + hard

  /// Everything in one text.
  static var mixed: String { all.joined() }

  /// Every way to read text that decides about ids.
  static let configurations: [TextConfiguration] = TextUnit.allCases.flatMap { unit in
    Normalization.allCases.flatMap { normalization in
      [false, true].flatMap { foldsCase in
        UnknownPolicy.allCases.map { unknown in
          TextConfiguration(
            unit: unit, normalization: normalization, foldsCase: foldsCase, unknown: unknown)
        }
      }
    }
  }
}

extension TextConfiguration {
  /// A name for messages and for files, such as `scalar-nfc-fold-unk`.
  var name: String {
    [unit.rawValue, normalization.rawValue, foldsCase ? "fold" : "keep", unknown.rawValue]
      .joined(separator: "-")
  }
}

/// The bytes of a text; `String` itself compares by canonical equivalence.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The bytes of each text.
func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

extension Vocabulary {
  /// The bytes of the pieces, in the order of their tokens.
  var pieces: [[UInt8]] {
    entries.compactMap { if case .piece(let piece) = $0 { piece } else { nil } }
  }
}
