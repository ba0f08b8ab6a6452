/// The model by which a task measures and samples: made when it is first needed, and given the weights of the
/// moment from then on, so that its threads and memory stay.
final class ReadingModel<Model> {
  private var made: Model?

  /// Gives the model the weights of the moment.
  ///
  /// - Parameters:
  ///   - update: gives these weights to a model that is there.
  ///   - make: makes a model with them.
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
