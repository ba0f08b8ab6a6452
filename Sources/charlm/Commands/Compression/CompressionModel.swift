import CharLM
import CharNumerics

/// A model of a compressed file with its options, and their description in the file: the arguments of
/// `charlm compress`, one on each line.
struct CompressionModel {
  var path: String
  var last: Bool
  var mixing: MixingOptions
  var precision: Precision?

  init(path: String, last: Bool, mixing: MixingOptions, precision: Precision?) {
    self.path = path
    self.last = last
    self.mixing = mixing
    self.precision = precision
  }

  /// Reads a description; nil if it is not one.
  init?(_ description: String) {
    let arguments = description.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    guard
      let command = try? CompressCommand.parse(
        DashedValues.attach(arguments + ["file", "--out", "out"])),
      command.paths.count == 2
    else { return nil }
    self.init(
      path: command.paths[0], last: command.last, mixing: command.mixing,
      precision: command.precision.precision)
  }

  var description: String {
    ([path] + (last ? ["--last"] : []) + mixing.flags
      + (precision.map { ["--precision", $0.rawValue] } ?? [])).joined(separator: "\n")
  }

  /// Loads the model and identifies it.
  func load() throws -> (any AutoregressiveModel, ModelIdentity) {
    var options = try ModelOptions.parse([path])
    options.last = last
    let model = try mixing.apply(
      to: options.loadPredictor(precision: precision), name: path)
    let identity = try ModelIdentity(
      of: model, in: [path] + mixing.mix.map(\.path), weights: last ? .last : .best,
      precision: precision ?? .auto)
    return (model, identity)
  }
}
