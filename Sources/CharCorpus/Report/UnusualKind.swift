/// Kinds of characters that are rarely intended or invisible.
public enum UnusualKind: String, CaseIterable, Sendable {
  /// C0 and C1 controls other than tab, line feed and carriage return.
  case control
  /// Separators of lines and pages other than line feed and return: U+000B, U+000C, U+0085, U+2028,
  /// U+2029.
  case separator
  /// U+FEFF that is not at the start of a file.
  case byteOrderMark = "byte_order_mark"
  /// U+00AD, which is visible only at a line break.
  case softHyphen = "soft_hyphen"
  /// Joiners, non-joiners and zero-width spaces.
  case zeroWidth = "zero_width"
  /// Marks, embeddings, overrides and isolates of the bidirectional algorithm.
  case bidirectional
  /// Other format characters: tags, annotations, invisible operators.
  case format
  /// U+FFFD, the replacement of undecodable bytes.
  case replacement
  /// Private-use characters.
  case privateUse = "private_use"
  /// Unassigned code points.
  case unassigned

  /// Classifies a scalar; nil for nearly all.
  init?(of scalar: UInt32) {
    switch scalar {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF, 0x4E00...0x9FFF,
      0xAC00...0xD7A3:
      return nil
    case 0x0B, 0x0C, 0x85, 0x2028, 0x2029: self = .separator
    case 0x00...0x1F, 0x7F...0x9F: self = .control
    case 0xAD: self = .softHyphen
    case 0xFEFF: self = .byteOrderMark
    case 0xFFFD: self = .replacement
    case 0x034F, 0x180E, 0x200B...0x200D, 0x2060: self = .zeroWidth
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: self = .bidirectional
    default:
      switch Unicode.Scalar(scalar)?.properties.generalCategory {
      case .format: self = .format
      case .privateUse: self = .privateUse
      case .unassigned, nil: self = .unassigned
      default: return nil
      }
    }
  }

  /// Returns whether a scalar is invisible and dispensable in ordinary text, so that
  /// `drop-invisible` drops it.
  ///
  /// Joiners stay, which Persian, the scripts of India and emoji need; so do tags, which are part
  /// of flags.
  static func isDroppable(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xAD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F,
      0xFEFF, 0xFFF9...0xFFFB:
      true
    default: false
    }
  }

  /// A description for display.
  public var name: String {
    switch self {
    case .control: "control characters"
    case .separator: "other line and page separators"
    case .byteOrderMark: "byte order marks inside a file"
    case .softHyphen: "soft hyphens"
    case .zeroWidth: "zero-width characters"
    case .bidirectional: "controls of writing direction"
    case .format: "other format characters"
    case .replacement: "U+FFFD, the replacement character"
    case .privateUse: "private-use characters"
    case .unassigned: "unassigned code points"
    }
  }
}
