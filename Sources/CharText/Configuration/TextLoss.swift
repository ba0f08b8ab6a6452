/// A loss of information between the text that was read and the text that the model predicts.
///
/// With such losses a model's bits per byte or character are too low to be compared with those of a
/// model without them.
public enum TextLoss: String, CaseIterable, Sendable {
  /// Upper and lower case are merged.
  case caseFolding = "case folding"
  /// Compatibility characters such as ligatures and fractions are replaced.
  case compatibility = "compatibility normalization"
  /// Blank lines and the kind of line ends are dropped.
  case blankLines = "blank lines dropped"
  /// CRLF, CR and LF are merged.
  case lineEnds = "line ends changed"
  /// Different characters are read as `<unk>`.
  case unknown = "unknown characters"
}

extension TextConfiguration {
  /// Returns the losses of this configuration.
  ///
  /// - Parameter hasUnknown: Whether characters are read as `<unk>`.
  /// - Returns: The losses; none if the text can be restored from its tokens.
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
