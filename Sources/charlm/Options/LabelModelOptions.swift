import ArgumentParser
import CharLM
import CharNetwork
import CharNumerics

extension ModelOptions {
  /// A tagger or classifier.
  func loadLabeller<N: LabellingNetwork>(
    _ network: N.Type, precision: Precision?
  ) throws -> LabellingModel<N> {
    try LabellingModel<N>(
      contentsOf: model, weights: last ? .last : .best, precision: precision ?? .auto)
  }
}

/// The label that stands for nothing.
struct OutsideOption: ParsableArguments {
  @Option(help: "The label that stands for nothing. (default: the one it was trained with)")
  var outside: String?

  /// The label for a model.
  func label<N: LabellingNetwork>(of model: LabellingModel<N>) throws -> String? {
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
