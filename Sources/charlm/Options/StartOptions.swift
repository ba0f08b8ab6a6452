import ArgumentParser
import CharLM
import CharNetwork
import CharTraining

/// What a run starts from, and what of it stays.
struct StartOptions: ParsableArguments {
  @Option(help: "Go on from this model directory with new text: its settings, network and weights.")
  var from: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Leave the embedding as it is; a tied one is the output projection too.")
  var freezeEmbedding: Bool?

  @Option(help: "Leave the first N recurrent layers as they are. (default: 0)")
  var freezeLayers: Int?

  func apply(to configuration: inout TrainingConfiguration) {
    guard freezeEmbedding != nil || freezeLayers != nil else { return }
    var freezing = configuration.freezing ?? Freezing()
    freezing.embedding = freezeEmbedding ?? freezing.embedding
    freezing.layers = freezeLayers ?? freezing.layers
    configuration.freezing = freezing == Freezing() ? nil : freezing
  }

  /// The model to go on from.
  func model() throws -> LanguageModel? { try from.map { try LanguageModel(contentsOf: $0) } }

  /// The model to go on from, of whatever kind.
  func anyModel() throws -> (any TrainedModel)? {
    try from.map { directory in
      switch try ModelConfiguration(ofModelIn: directory).type {
      case .language, .ngram: try LanguageModel(contentsOf: directory)
      case .tagger: try Tagger(contentsOf: directory)
      case .classifier: try Classifier(contentsOf: directory)
      }
    }
  }
}
