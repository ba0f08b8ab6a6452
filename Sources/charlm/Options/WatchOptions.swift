import ArgumentParser

/// What a run writes for those who watch it.
struct WatchOptions: ParsableArguments {
  @Option(help: "Write files for TensorBoard to this folder, of this run alone.")
  var tensorboard: String?

  func validate() throws {
    if tensorboard == "" { throw ValidationError("A path is empty; name a folder.") }
  }
}
