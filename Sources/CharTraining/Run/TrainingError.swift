public import CharLM

/// A training run that cannot start or go on.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An option that the model which the run goes on from does not have: its name, the model's
  /// value and the one given; nil where it is not set.
  case otherThanModel(String, model: String?, given: String?)
  /// A number format that only reading knows.
  case readingPrecision(String)
  /// A training text shorter than one window.
  case tooShort(tokens: Int, window: Int)
  /// A text of one distinct token.
  case oneToken(String)
  /// Labeled text of one distinct label.
  case oneLabel(String)
  /// More memory than the machine has, in bytes.
  case tooLarge(needed: Double, available: Double)
  /// A directory that holds something that is not of a run.
  case notAModel(String, found: String)
  /// A directory that holds a model already.
  case modelExists(String)
  /// Nothing to resume.
  case noCheckpoint(String)
  /// A run of another type of model.
  case otherType(String, found: ModelType, wanted: ModelType)
  /// A model of a type that a run cannot start from.
  case otherStart(ModelType, for: ModelType)
  /// A model to start from with another network than that of the run.
  case otherNetwork
  /// A model to label text with that reads documents from their end.
  case readsBackward
  /// A corpus that is not the one the run was started with.
  case otherCorpus(String)
  /// An option that cannot change within a run.
  case cannotChange(String, from: String, to: String)
  /// Losses, gradients or weights that are not finite, or losses that explode, again after so many
  /// recoveries; the checkpoint of step `saved` stands.
  case diverged(
    step: Int, trouble: RecoveryReport.Trouble, rate: Double, recoveries: Int, saved: Int)

  /// What is wrong and what to do.
  public var description: String {
    func gib(_ bytes: Double) -> String { String(Int((bytes / 0x1p30 * 10).rounded()) / 10) }
    switch self {
    case .otherThanModel(let name, let model, let given):
      return "`\(name)`: the model has \(model ?? "none of it"), and cannot go on with "
        + "\(given ?? "its default"); leave it out, or train without `from`"
    case .readingPrecision(let precision):
      return
        "precision: \(precision) is for reading a trained model (to sample, evaluate and score); "
        + "train with auto, float32 or bfloat16"
    case .tooShort(let tokens, let window):
      return "the training text has \(tokens) tokens, fewer than a window of \(window) and the one "
        + "after it; give more text or a smaller `window`"
    case .oneToken(let piece):
      return
        "the training text consists of one character only (\(piece)); there is nothing to learn"
    case .oneLabel(let label):
      return "all labels are \(label); there is nothing to learn"
    case .tooLarge(let needed, let available):
      return "this run needs about \(gib(needed)) GiB of memory, but the machine has "
        + "\(gib(available)); make `hidden_size`, `embedding_size`, `layers`, `batch`, `window` or "
        + "the vocabulary smaller (`maximum_vocabulary`, `minimum_count`)"
    case .notAModel(let path, let found):
      return "\(path): holds a file that no run wrote (\(found)); give a new or empty directory"
    case .modelExists(let path):
      return
        "\(path): holds a model already; go on with `resume` (with new text: `from`, and another "
        + "`out`), or give another directory"
    case .noCheckpoint(let path):
      return "\(path): holds no checkpoint to resume; leave out `resume` to start"
    case .otherType(let path, let found, let wanted):
      return "\(path): holds a run of \(found.name), not of \(wanted.name); give another directory"
    case .otherStart(let found, let wanted):
      return "\(wanted.name) cannot start from \(found.name); give another model for --from"
    case .otherNetwork:
      return
        "the model to start from has another network than this run, so that its weights do not fit; "
        + "leave out flags of the network, or train without --from"
    case .readsBackward:
      return
        "the model to start from reads text backward, but labels are learned on text as it stands; give "
        + "another model for --from"
    case .otherCorpus(let path):
      return "\(path): the run was started on another corpus, or its files have changed; give the "
        + "same files, unchanged (a language model goes on with new text in another directory, "
        + "`from` this one)"
    case .cannotChange(let name, let from, let to):
      return
        "`\(name)`: the run was started with \(from) and cannot go on with \(to); leave it out or "
        + "start anew in another directory"
    case .diverged(let step, let trouble, let rate, let recoveries, let saved):
      let what =
        trouble == .explosion ? "the loss explodes" : "the \(trouble.rawValue) is not finite"
      let before =
        recoveries == 0
        ? "" : ", after \(recoveries) recoveries with a lower rate (`recoveries`)"
      return "step \(step): \(what) at a rate of \(rate)\(before); the checkpoint of step "
        + "\(saved) stands; start anew with a lower `rate` or a smaller `clip_norm`"
    }
  }
}
