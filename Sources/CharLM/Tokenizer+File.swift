internal import CharIO
public import CharText
internal import Foundation

extension Tokenizer {
  /// Reads the tokenizer of a model directory.
  ///
  /// - Parameter directory: its path.
  /// - Throws: `FileError` that names the file.
  public init(ofModelIn directory: String) throws {
    try self.init(ofModelIn: directory, ModelConfiguration(ofModelIn: directory))
  }

  init(ofModelIn directory: String, _ configuration: ModelConfiguration) throws {
    let path = ModelFile.tokenizer.currentPath(in: directory)
    do {
      try self.init(
        huggingFaceJSON: Data(AtomicFile.read(path)), configuration: configuration.tokenizer)
    } catch let error as TokenizerError {
      throw FileError(path: path, problem: "\(error)")
    }
    guard vocabulary.count == configuration.vocabularySize else {
      throw FileError(
        path: path,
        problem:
          "has \(vocabulary.count) tokens, but \(ModelFile.configuration.rawValue) "
          + "says \(configuration.vocabularySize); the two are not of one model")
    }
  }
}
