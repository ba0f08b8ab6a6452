internal import CharLM
internal import CharNumerics

/// The models of a server, by name.
struct ModelCatalog: Sendable {
  /// The models, in the order in which they were given.
  let models: [ServedModel]

  /// Creates a catalog of models that are loaded.
  ///
  /// - Parameter models: at least one model, with different names.
  init(_ models: [ServedModel]) {
    precondition(!models.isEmpty, "a catalog of no models")
    self.models = models
  }

  /// The names of all models.
  var names: [String] { models.map(\.name) }

  /// Returns the model of a name.
  ///
  /// - Parameter name: the name; nil = the first model.
  /// - Returns: the model.
  /// - Throws: ``APIError`` if there is none.
  func model(_ name: String?) throws(APIError) -> ServedModel {
    guard let name else { return models[0] }
    guard let model = models.first(where: { $0.name == name }) else {
      throw .unknownModel(name, known: names)
    }
    return model
  }

  /// Returns the model that a request mixes.
  ///
  /// - Parameters:
  ///   - name: the name of the first model.
  ///   - mix: the others and their weights; the rest of 1 is that of the first.
  /// - Returns: the model alone, or a mixture.
  /// - Throws: ``APIError`` for an unknown name, or models that do not go together.
  func predictor(
    _ name: String, mixedWith mix: [MixedModel]
  ) throws(APIError) -> any AutoregressiveModel {
    let first = try model(name).model
    guard !mix.isEmpty else { return first }
    var parts = [
      MixtureModel.Part(first, weight: 1 - mix.reduce(0) { $0 + $1.weight }, name: name)
    ]
    for part in mix {
      parts.append(
        MixtureModel.Part(try model(part.model).model, weight: part.weight, name: part.model))
    }
    do { return try MixtureModel(parts) } catch { throw APIError(error, "mix") }
  }
}
