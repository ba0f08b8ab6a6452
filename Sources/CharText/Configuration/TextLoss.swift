/// A way in which a model's text says less than the text that was read. Bits per byte or character of a model
/// with such losses are lower than they could be otherwise, and no measure beside those of a model without.
public enum TextLoss: String, CaseIterable, Sendable {
  /// Upper and lower case are one.
  case caseFolding = "case folding"
  /// Compatibility characters are replaced, as ligatures and fractions are.
  case compatibility = "compatibility normalization"
  /// Blank lines, and which line ends there were, do not count.
  case blankLines = "blank lines dropped"
  /// CRLF, CR and LF are one.
  case lineEnds = "line ends changed"
  /// Characters are read as `<unk>`, so that it need not be told which.
  case unknown = "unknown characters"
}

extension TextConfiguration {
  /// Losses of all text that is read in this way.
  ///
  /// - Parameter hasUnknown: Whether characters are read as `<unk>`.
  /// - Returns: The losses; none if the text can be told from its tokens.
  public func losses(hasUnknown: Bool = false) -> [TextLoss] {
    TextLoss.allCases.filter { loss in
      switch loss {
      case .caseFolding: foldsCase
      case .compatibility: normalization == .nfkc || normalization == .nfkd
      case .blankLines: boundary != .file
      case .lineEnds: lineEnds != .keep
      case .unknown: hasUnknown && unknown == .unk
      }
    }
  }
}
