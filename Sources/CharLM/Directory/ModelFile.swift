/// The files of a model directory, with their names.
public enum ModelFile: String, CaseIterable, Sendable {
  /// The configuration of the model.
  case configuration = "config.json"
  /// The tokenizer, in the format of the Hugging Face `tokenizers` library.
  case tokenizer = "tokenizer.json"
  /// The weights with the lowest validation loss.
  case weights = "model.safetensors"
  /// The latest weights and the state of the training run.
  case checkpoint = "training.safetensors"
  /// The data and options of the training run.
  case training = "training.json"
  /// The losses during training.
  case metrics = "metrics.jsonl"
  /// The texts generated during training.
  case samples = "samples.jsonl"
  /// The training text, indexed to find copies of it.
  case copies = "copies.index"
  /// How unusual lines of different lengths are, to compare a text with.
  case lines = "lines.json"

  /// Returns the path of the file in a directory.
  ///
  /// - Parameter directory: the model directory.
  /// - Returns: the path.
  public func path(in directory: String) -> String {
    directory.hasSuffix("/") ? directory + rawValue : "\(directory)/\(rawValue)"
  }
}
