import ArgumentParser
import CharReport
import CharTraining

/// What a run writes for those who watch it.
struct WatchOptions: ParsableArguments {
  @Option(help: "Write files for TensorBoard to this folder, of this run alone.")
  var tensorboard: String?

  /// Writes those files; nil if there are none to be.
  var observer: (any TrainingObserver)? { tensorboard.map { TensorBoardLog(folder: $0) } }

  func validate() throws {
    if tensorboard == "" { throw ValidationError("A path is empty; name a folder.") }
  }
}
