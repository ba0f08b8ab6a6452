import ArgumentParser
import CharLM
import CharNetwork
import CharNumerics

extension ModelOptions {
  /// Loads a tagger or classifier.
  func loadLabeler<Kind: LabelKind>(
    _ kind: Kind.Type, precision: Precision?
  ) throws -> LabelingModel<Kind> {
    try LabelingModel<Kind>(
      contentsOf: directory, weights: last ? .last : .best, precision: precision ?? .auto)
  }
}

/// The outside label.
struct OutsideOption: ParsableArguments {
  @Option(help: "The label that stands for nothing. (default: the one it was trained with)")
  var outside: String?

  /// Returns the outside label for a model.
  func label<Kind: LabelKind>(of model: LabelingModel<Kind>) throws -> String? {
    guard let outside else { return model.outside }
    guard model.labels.contains(outside) else {
      let known = model.labels.prefix(20).joined(separator: " ")
      throw Failure(
        "outside: \(outside) is no label of this model; it has \(known)"
          + (model.labels.count > 20 ? " …" : ""))
    }
    return outside
  }
}
