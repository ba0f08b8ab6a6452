public import CharLM
internal import CharNetwork
internal import CharText

extension TrainingConfiguration {
  /// The configuration of a run that goes on from a model: its text settings and its network, and the
  /// defaults of all else.
  ///
  /// - Parameter model: the model.
  public init(goingOnFrom model: LanguageModel) {
    self.init()
    text = model.tokenizer.configuration
    network = model.network.configuration
  }

  /// The flags that the model of a run decides; all others are free.
  private static let flagsOfModel: Set = [
    "unit", "normalize", "casefold", "boundary", "direction", "line-ends", "strip-bom", "unknown",
    "delimiter",
    "condition", "cell", "layers", "hidden", "embedding", "activation", "reset", "ablation",
    "no-biases", "time-step", "transition-depth", "input-layers", "output-layers", "skip",
    "layer-norm", "learned-state", "tie-embeddings", "residual", "initialization",
  ]

  /// Checks that text and network are those of a model; conditions may be new to it.
  ///
  /// - Parameter model: the model that a run is to go on from.
  /// - Throws: `TrainingError.otherThanModel`.
  package func validate(goingOnFrom model: LanguageModel) throws {
    let (old, new) = (TrainingConfiguration(goingOnFrom: model).flags, flags)
    for name in Self.flagsOfModel.sorted() where old[name] != new[name] {
      if name == "condition" && old[name] == nil { continue }
      throw TrainingError.otherThanModel(name, model: old[name], given: new[name])
    }
  }
}
