import ArgumentParser
import CharReport
import CharTraining

/// Monitoring output of a run.
struct WatchOptions: ParsableArguments {
  @Option(help: .advanced("Write files for TensorBoard to this folder, of this run alone."))
  var tensorboard: String?

  /// The observer that writes it; nil if none is requested.
  var observer: (any TrainingObserver)? { tensorboard.map { TensorBoardLog(folder: $0) } }

  func validate() throws {
    if tensorboard == "" { throw ValidationError("A path is empty; name a folder.") }
  }
}
