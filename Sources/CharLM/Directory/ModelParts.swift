package import CharNetwork
package import CharNumerics
package import CharText
internal import Foundation

/// The content of the directory of a model with a network.
package struct ModelParts {
  package let configuration: ModelConfiguration
  package let tokenizer: Tokenizer
  package let network: CharacterNetwork
  package let parameters: Parameters
  /// The record of the training that led to these weights.
  package let training: TrainingRecord?

  /// Reads a model directory.
  ///
  /// - Parameters:
  ///   - directory: the path of the directory.
  ///   - type: the kind of model that is expected.
  ///   - weights: the weights to read.
  /// - Throws: `ModelTypeError`, or `FileError` with the file, the tensor, and what was expected and found.
  package init(
    contentsOf directory: String, type: ModelType, weights: LanguageModel.Weights
  ) throws {
    let configuration = try ModelConfiguration(ofModelIn: directory)
    let configurationPath = ModelFile.configuration.currentPath(in: directory)
    guard configuration.type == type else {
      throw ModelTypeError(path: configurationPath, type: configuration.type, wanted: type)
    }
    tokenizer = try Tokenizer(ofModelIn: directory, configuration)
    do { network = try configuration.makeNetwork() } catch {
      throw FileError(path: configurationPath, problem: "\(error)")
    }
    let file = weights == .best ? ModelFile.weights : .checkpoint
    let tensors = try Safetensors(mapping: file.path(in: directory))
    var training = configuration.training
    if weights == .last { training?.become(tensors.metadata) }
    self.training = training
    parameters = try network.readParameters(tensors)
    self.configuration = configuration
  }

  package init(
    _ configuration: ModelConfiguration, _ tokenizer: Tokenizer,
    _ network: CharacterNetwork, _ parameters: Parameters
  ) {
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.network = network
    self.parameters = parameters
    training = configuration.training
  }
}
