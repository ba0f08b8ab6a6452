package import CharLM

/// Additions to a model's predictions: online learning, a cache, other models.
package struct ModelAdditions {
  /// The settings of learning from the text; nil = the model does not learn.
  package var learning: AdaptationConfiguration?
  /// The settings of the cache; nil = there is none.
  package var cache: CacheConfiguration?
  /// The other models; of a sum, the first model has the rest of 1 of their weights.
  package var others: [MixtureModel.Part] = []
  /// The way in which they are mixed.
  package var method = MixtureModel.Method.sum

  /// Adds nothing.
  package init() {}

  /// Adds to a model.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - name: its name in errors.
  /// - Returns: the model itself, an adaptive model, one with a cache, or a mixture.
  /// - Throws: ``CannotLearn``, `MixtureError`, or `SettingError.outOfRange`.
  package func added(
    to model: any AutoregressiveModel, name: String
  ) throws -> any AutoregressiveModel {
    let result = try adapted(model, name)
    guard !others.isEmpty else { return result }
    let rest = 1 - others.reduce(0) { $0 + $1.weight }
    return try MixtureModel(
      [MixtureModel.Part(result, weight: rest, name: name)] + others, by: method)
  }

  private func adapted(
    _ model: any AutoregressiveModel, _ name: String
  ) throws -> any AutoregressiveModel {
    guard learning != nil || cache != nil else { return model }
    guard let model = model as? LanguageModel else {
      throw CannotLearn(model: name, setting: learning == nil ? "cache" : "dynamic")
    }
    if let cache { return try CacheModel(model, cache) }
    return try AdaptiveModel(model, learning ?? AdaptationConfiguration())
  }

  /// A model that neither learns nor has vectors to keep in a cache.
  package struct CannotLearn: Error, CustomStringConvertible {
    /// The name of the model, and what is asked of it: `dynamic` or `cache`.
    package let model: String, setting: String

    /// The problem and its remedy.
    package var description: String {
      "\(model): is an n-gram model, which cannot learn; leave out `\(setting)`"
    }
  }
}
