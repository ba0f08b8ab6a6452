public import CharLM
internal import CharNetwork
internal import CharSettings
internal import CharText

extension TrainingConfiguration {
  /// Creates the configuration of a run that continues from a model: its text settings and network,
  /// otherwise defaults.
  ///
  /// - Parameter model: the model.
  public init(goingOnFrom model: LanguageModel) {
    self.init()
    text = model.tokenizer.configuration
    network = model.network.configuration
  }

  /// Checks that the text settings and the network match a model; conditions may be new to it.
  ///
  /// - Parameter model: the model that the run continues from.
  /// - Throws: `TrainingError.otherThanModel`.
  package func validate(goingOnFrom model: LanguageModel) throws {
    try validate(model: TrainingConfiguration(goingOnFrom: model), except: [])
  }

  /// Checks the settings that a model fixes.
  ///
  /// - Parameters:
  ///   - model: the model's configuration.
  ///   - names: settings that may differ.
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
