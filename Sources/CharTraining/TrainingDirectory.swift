internal import CharLM
internal import Foundation

/// The directory that a run writes to.
enum TrainingDirectory {
  /// Makes sure that it is one this run may write to.
  static func claim(_ directory: String, resumes: Bool) throws {
    let manager = FileManager.default
    let checkpoint = ModelFile.checkpoint.path(in: directory)
    guard !resumes else {
      guard manager.fileExists(atPath: checkpoint) else {
        throw TrainingError.noCheckpoint(directory)
      }
      return
    }
    if manager.fileExists(atPath: directory) {
      guard LanguageModel.isDirectory(directory) else {
        throw TrainingError.notAModel(directory, found: "a file")
      }
      let content = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
      if content.contains(where: { $0 == ModelFile.configuration.rawValue }) {
        throw TrainingError.modelExists(directory)
      }
      let known = Set(ModelFile.allCases.map(\.rawValue))
      if let other = content.sorted().first(where: { !known.contains($0) && !$0.hasPrefix(".") }) {
        throw TrainingError.notAModel(directory, found: other)
      }
    }
    try LanguageModel.makeDirectory(directory)
  }
}
