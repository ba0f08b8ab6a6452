/// The weights that a run starts from.
public enum TrainingStart: Sendable {
  /// Fresh weights.
  case fresh
  /// The weights of a trained model.
  ///
  /// A language model goes on from a language model, whose vocabulary may have grown for the data. A
  /// tagger or classifier takes the embedding and the layers of any model, and the output of one of its
  /// own kind.
  case model(any TrainedModel)
  /// The checkpoint of the run in the directory: it goes on exactly where it stopped.
  case checkpoint

  /// The model, if it is one.
  var model: (any TrainedModel)? {
    if case .model(let model) = self { model } else { nil }
  }

  /// Whether the run goes on.
  var isCheckpoint: Bool { if case .checkpoint = self { true } else { false } }
}
