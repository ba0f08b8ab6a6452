public import CharLM
internal import Foundation

/// An error that prevents a training run from starting or continuing.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A setting differs from the model that the run continues from: name, the model's value and the
  /// given one; nil if unset.
  case otherThanModel(String, model: String?, given: String?)
  /// A number format that is supported for inference only.
  case readingPrecision(String)
  /// The training text is shorter than one window.
  case tooShort(tokens: Int, window: Int)
  /// The text has only one distinct token.
  case oneToken(String)
  /// The labeled text has only one distinct label.
  case oneLabel(String)
  /// The run needs more memory than the machine has, in bytes.
  case tooLarge(needed: Double, available: Double)
  /// The directory contains files that do not belong to a run.
  case notAModel(String, found: String)
  /// The directory of the run lies in a folder that it reads, and its own files would become text.
  case insideText(String, of: String)
  /// The directory already contains a model.
  case modelExists(String)
  /// There is no run to resume.
  case noCheckpoint(String)
  /// The directory holds a model without the state of its training run.
  case modelWithoutRun(String)
  /// The run trains another type of model.
  case otherType(String, found: ModelType, wanted: ModelType)
  /// A run cannot start from a model of this type.
  case otherStart(ModelType, for: ModelType)
  /// The model to start from has another network than the run.
  case otherNetwork
  /// A tagger or classifier is to start from a model that spells unknown characters by bytes.
  case spellsUnknownByBytes
  /// The model to start a tagger or classifier from reads documents from their end.
  case readsBackward
  /// The corpus differs from that of the run.
  case otherCorpus(String)
  /// A setting that cannot change within a run.
  case cannotChange(String, from: String, to: String)
  /// A batch has fewer shards than there are ranks.
  case tooFewShards(Int, ranks: Int)
  /// Ranks are to average their weights, but there is one process.
  case oneRank
  /// Losses, gradients or weights are not finite, or losses explode, after the given number of
  /// recoveries; the checkpoint of step `saved` is kept.
  case diverged(
    step: Int, trouble: RecoveryReport.Trouble, rate: Double, recoveries: Int, saved: Int)

  /// The problem and its remedy.
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
      return
        "the training text has \(tokens) token\(tokens == 1 ? "" : "s"), fewer than a window of "
        + "\(window) and the one after it; give more text\(window > 1 ? " or a smaller `window`" : "")"
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
    case .insideText(let path, let folder):
      return
        "\(path): lies in \(folder), which is read, so that `resume` would read the files of the run "
        + "as text; name another directory for `out`"
    case .modelExists(let path):
      return
        "\(path): holds a model already; go on with `resume` (with new text: `from`, and another "
        + "`out`), or give another directory"
    case .noCheckpoint(let path):
      return "\(path): holds no checkpoint to resume; leave out `resume` to start"
    case .modelWithoutRun(let path):
      return
        "\(path): holds a model without the state of its training run, as exported and shipped "
        + "models are; go on with `from` \(path) and another `out`"
    case .otherType(let path, let found, let wanted):
      return "\(path): holds a run of \(found.name), not of \(wanted.name); give another directory"
    case .otherStart(let found, let wanted):
      return "\(wanted.name) cannot start from \(found.name); give another model for `from`"
    case .otherNetwork:
      return
        "the model to start from has another network than this run, so that its weights do not fit; "
        + "leave out flags of the network, or train without `from`"
    case .spellsUnknownByBytes:
      return
        "the model to start from spells unknown characters by bytes, but each character has one label; "
        + "give another model for `from`"
    case .readsBackward:
      return
        "the model to start from reads text backward, but labels are learned on text as it stands; give "
        + "another model for `from`"
    case .otherCorpus(let path):
      return "\(path): the run was started on another corpus, or its files have changed; give the "
        + "same files, unchanged (a language model goes on with new text in another directory, "
        + "`from` this one)"
    case .cannotChange(let name, let from, let to):
      return
        "`\(name)`: the run was started with \(from) and cannot go on with \(to); leave it out or "
        + "start anew in another directory"
    case .tooFewShards(let shards, let ranks):
      return
        "`shards`: \(shards) shards cannot be shared by \(ranks) ranks, of which each needs one; start "
        + "fewer ranks, or a new run with more shards (at most `batch`)"
    case .oneRank:
      return
        "`sync_every`: averages the weights of several ranks, but this is one process; start several "
        + "(with mpirun), or leave it out (resume with none)"
    case .diverged(let step, let trouble, let rate, let recoveries, let saved):
      let what =
        trouble == .explosion ? "the loss explodes" : "the \(trouble.rawValue) is not finite"
      let before =
        recoveries == 0
        ? "" : ", after \(recoveries) recoveries with a lower rate (`recoveries`)"
      let rate = String(format: "%.2g", rate)
      return "step \(step): \(what) at a rate of \(rate)\(before); the checkpoint of step "
        + "\(saved) stands; start anew with a lower `rate` or a smaller `clip_norm`"
    }
  }
}
