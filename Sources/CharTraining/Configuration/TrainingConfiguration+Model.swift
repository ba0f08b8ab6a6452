public import CharLM
internal import CharNetwork
internal import CharSettings
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

  /// Checks that text and network are those of a model; conditions may be new to it.
  ///
  /// - Parameter model: the model that a run is to go on from.
  /// - Throws: `TrainingError.otherThanModel`.
  package func validate(goingOnFrom model: LanguageModel) throws {
    try validate(model: TrainingConfiguration(goingOnFrom: model), except: [])
  }

  /// Checks the settings that a model decides.
  ///
  /// - Parameters:
  ///   - model: the configuration of the model.
  ///   - names: settings that the run may have otherwise.
  /// - Throws: `TrainingError.otherThanModel`.
  func validate(model: TrainingConfiguration, except names: Set<String>) throws {
    for setting in Self.table.settings
    where setting.traits.contains(.ofModel) && !names.contains(setting.name) {
      let (has, given) = (setting.text(in: model), setting.text(in: self))
      if has == given || (has == nil && setting.name == "text.condition") { continue }
      throw TrainingError.otherThanModel(setting.name, model: has, given: given)
    }
  }
}
