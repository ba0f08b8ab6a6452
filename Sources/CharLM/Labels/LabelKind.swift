/// The kind of a labeling model: `TokenLabels` or `TextLabels`.
public protocol LabelKind: Sendable {
  /// The type of the model's directory.
  static var type: ModelType { get }
}

extension LabelKind {
  /// True if a label belongs to a whole text; otherwise each token has one.
  public static var labelsSequences: Bool { type == .classifier }
}

/// Every character of a text has a label.
public enum TokenLabels: LabelKind {
  /// A tagger.
  public static let type = ModelType.tagger
}

/// A whole text has a label.
public enum TextLabels: LabelKind {
  /// A classifier.
  public static let type = ModelType.classifier
}
