/// The model with which a task evaluates and samples. It is created once, then updated with the
/// current weights, so that its threads and memory are reused.
final class ReadingModel<Model> {
  private var made: Model?

  /// Returns the model with the current weights.
  ///
  /// - Parameters:
  ///   - update: updates the weights of an existing model.
  ///   - make: creates a model with the weights.
  /// - Returns: the model.
  func model(_ update: (Model) -> Void, make: () -> Model) -> Model {
    if let made {
      update(made)
      return made
    }
    let model = make()
    made = model
    return model
  }
}
