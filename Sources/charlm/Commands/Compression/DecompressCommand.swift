import ArgumentParser
import CharIO
import CharLM
import CharReport

/// The command `charlm decompress`.
struct DecompressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decompress",
    abstract: "Restore a file that charlm compress wrote.",
    discussion: """
      The compressed file names its model and the options of compress. Give --model if the model has \
      moved, and --mix again if the models that it was mixed with have.
      """)

  @Argument(help: "The compressed file; - is standard input.")
  var file: String

  @Option(
    name: .shortAndLong, help: "The file to write.")
  var out: String

  @Option(help: "The model directory. (default: as when the file was compressed)")
  var model: String?

  @Option(
    help: """
      Where a model of the mixture is now, as MODEL:WEIGHT; may be given several times. (default: as \
      when the file was compressed)
      """)
  var mix: [MixedModel] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if out.isEmpty || file.isEmpty { throw ValidationError("A path is empty; name a file.") }
  }

  func run() throws {
    let watch = Stopwatch()
    try OutputFile.check(out, isNot: [file])
    var progress = ByteProgress("decompressing", plain: .seconds(5))
    do {
      let decompressor = try TextDecompressor(file: file)
      func restore(_ model: (any AutoregressiveModel, ModelIdentity)?) throws {
        try decompressor.decompress(to: out, model) { progress.show($0, of: $1) }
      }
      if let description = decompressor.modelDescription {
        guard
          var model = CompressionModel(
            description, from: decompressor.formatVersion == 1 ? nil : file)
        else {
          throw CompressionError.damagedHeader
        }
        model.path = self.model ?? model.path
        if !mix.isEmpty { model.mixing.mix = mix }
        try OutputFile.check(out, isNot: [], models: model.paths)
        try model.mixing.naming(model.path) { try restore(load(model)) }
      } else {
        try restore(nil)
      }
      progress.clear()
      let report = CompressionReport(
        CompressionSummary(
          bytes: decompressor.size, compressedBytes: decompressor.compressedSize),
        isDecompressed: true, seconds: watch.seconds)
      try Console.show(report, asJSON: json)
    } catch let error as CompressionError {
      throw Failure("\(file): \(error)")
    }
  }

  /// Loads the model; an error about one that the compressed file names tells how to name another.
  private func load(
    _ model: CompressionModel
  ) throws -> (any AutoregressiveModel, ModelIdentity) {
    do { return try model.load() } catch let error as FileError {
      let isMixed = !model.mixing.mix.isEmpty
      if self.model != nil, !isMixed || !mix.isEmpty { throw error }
      throw Failure(
        "\(file): the model of the file cannot be read: \(error); if it has moved, name it with --model"
          + (isMixed ? ", and those of the mixture with --mix" : ""))
    }
  }
}
