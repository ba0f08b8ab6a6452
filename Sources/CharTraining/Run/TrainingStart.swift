internal import CharLM

/// The initial weights of a run.
public enum TrainingStart: Sendable {
  /// Fresh weights.
  case fresh
  /// The weights of a trained model.
  ///
  /// A language model continues from a language model, whose vocabulary may have been extended for
  /// the data. A tagger or classifier takes the embedding and the layers of any model, and the
  /// output of one of the same kind.
  /// own kind.
  case model(any TrainedModel)
  /// The checkpoint of the run in the directory, which continues exactly where it stopped.
  case checkpoint

  /// The model, if any.
  var model: (any TrainedModel)? {
    if case .model(let model) = self { model } else { nil }
  }

  /// Loads the model of a directory to start from, of any kind.
  ///
  /// - Parameter directory: the model directory.
  /// - Returns: the model.
  /// - Throws: `FileError`, or `ModelTypeError` for an n-gram model.
  package static func loadModel(in directory: String) throws -> any TrainedModel {
    switch try ModelConfiguration(ofModelIn: directory).type {
    case .language, .ngram: try LanguageModel(contentsOf: directory)
    case .tagger: try Tagger(contentsOf: directory)
    case .classifier: try Classifier(contentsOf: directory)
    }
  }

  /// True if the run is resumed.
  var isCheckpoint: Bool { if case .checkpoint = self { true } else { false } }
}
