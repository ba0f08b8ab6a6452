/// A book that says which Chinese characters rhyme.
public enum RhymeBook: String, CaseIterable, Sendable {
  /// 平水韵: the rhymes of classical poems.
  case pingshui
  /// 词林正韵: the rhymes of ci.
  case cilin
  /// 中华新韵: the rhymes of today's standard Chinese.
  case xinyun

  /// The Chinese name.
  public var title: String {
    switch self {
    case .pingshui: "平水韵"
    case .cilin: "词林正韵"
    case .xinyun: "中华新韵"
    }
  }
}

/// One of the two kinds of tones of Chinese verse.
public enum Tone: UInt8, CaseIterable, Sendable {
  /// 平
  case level
  /// 仄
  case oblique
}
