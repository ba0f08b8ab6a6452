import ArgumentParser
import CharIO
import CharLM
import CharReport

/// The command `charlm compress`.
struct CompressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Compress a file with a model.",
    discussion: """
      Arithmetic coding with the model's predictions. Any file is restored exactly, whatever the model \
      knows of it. Decompression needs the same model, precision and kernels; a file compressed with \
      --online needs none and is restored on any machine.
      """)

  @Argument(
    help: "The model directory, unless --online is given, and the file; - is standard input.")
  var paths: [String]

  @Option(
    name: .shortAndLong, help: "The compressed file to write.")
  var out: String

  @Flag(help: "Compress without a model: learn from the bytes as they are read.")
  var online = false

  @Flag(help: "Use the weights of the last checkpoint, not those with the lowest validation loss.")
  var last = false

  @OptionGroup var mixing: MixingOptions
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if out.isEmpty || paths.contains("") { throw ValidationError("A path is empty; name a file.") }
    if online {
      guard paths.count == 1 else { throw ValidationError("With --online, name one file.") }
      if mixing.isGiven || last || precision.precision != nil {
        throw ValidationError("--online uses no model; leave out options of models.")
      }
    } else if paths.count != 2 {
      throw ValidationError("Name a model and a file, or --online and a file.")
    }
  }

  func run() throws {
    let watch = Stopwatch()
    let file = paths[paths.count - 1]
    let model = online ? nil : model
    try OutputFile.check(out, isNot: [file], models: model?.paths ?? [])
    let compressor = try model.map(compressor) ?? TextCompressor()
    var progress = ByteProgress("compressing", plain: .seconds(5))
    let summary: CompressionSummary
    do {
      summary = try mixing.naming(paths[0]) {
        try compressor.compress(file: file, to: out) { progress.show($0, of: $1) }
      }
    } catch let error as CompressionError {
      throw Failure("\(error == .backward ? paths[0] : file): \(error)")
    }
    progress.clear()
    let seconds = watch.seconds
    let report = CompressionReport(summary, seconds: seconds)
    try Console.show(report, asJSON: json)
  }

  private var model: CompressionModel {
    CompressionModel(path: paths[0], last: last, mixing: mixing, precision: precision.precision)
  }

  private func compressor(_ model: CompressionModel) throws -> TextCompressor {
    let (predictor, identity) = try model.load()
    return try TextCompressor(
      predictor, identity, description: model.description(for: out))
  }
}
