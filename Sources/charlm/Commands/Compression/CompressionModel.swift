import ArgumentParser
import CharLM
import CharNumerics

/// A model of a compressed file with its options, and their description in the file: the arguments of
/// `charlm compress`, separated by NUL, with a ``ModelReference`` for each model.
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

  /// Reads the description in a compressed file; nil if it is not one.
  ///
  /// - Parameters:
  ///   - description: the description.
  ///   - file: the path of the compressed file, from which references start; nil = paths are as they were given.
  init?(_ description: String, from file: String?) {
    let arguments = description.split(separator: "\0", omittingEmptySubsequences: false)
      .map(String.init)
    guard
      let command = try? CompressCommand.parse(
        DashedValues.attach(arguments + ["file", "--out", "out"])),
      command.paths.count == 2
    else { return nil }
    func place(_ reference: String) -> String {
      file.map { ModelReference.model(reference, from: $0) } ?? reference
    }
    self.init(
      path: place(command.paths[0]), last: command.last,
      mixing: command.mixing, precision: command.precision.precision)
    for index in mixing.mix.indices {
      mixing.mix[index].path = place(mixing.mix[index].path)
    }
  }

  /// Returns the description for a compressed file.
  func description(for file: String) throws -> String {
    var mixing = mixing
    for index in mixing.mix.indices {
      mixing.mix[index].path = try ModelReference.text(to: mixing.mix[index].path, from: file)
    }
    var arguments = [try ModelReference.text(to: path, from: file)] + mixing.flags
    if last { arguments.append("--last") }
    if let precision { arguments += ["--precision", precision.rawValue] }
    return arguments.joined(separator: "\0")
  }

  /// Directories or names of the model and of those that it is mixed with.
  var paths: [String] { [path] + mixing.mix.map(\.path) }

  /// Loads the model and identifies it.
  func load() throws -> (any AutoregressiveModel, ModelIdentity) {
    var options = try ModelOptions.parse([path])
    options.last = last
    let model = try mixing.apply(
      to: options.loadPredictor(precision: precision), name: path)
    return (model, try mixing.identity(of: model, options, precision: precision))
  }
}
