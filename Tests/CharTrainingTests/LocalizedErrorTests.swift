import CharLM
import CharNetwork
import CharIO
import CharText
import CharTraining
import Foundation
import Testing

@Suite("Errors")
struct LocalizedErrorTests {
  static let errors: [any Error & CustomStringConvertible] = [
    FileError(path: "a", problem: "b"), NetworkError.conflict("a"), CorpusError.noInput,
    LabeledFileError.nothing(["a"], format: .lines), TokenizerError.wrongBytes,
    PredictionError.everythingForbidden, TrainingError.oneToken("a"),
  ]

  @Test("say what is wrong to those who ask for a localized description", arguments: errors)
  func localized(_ error: any Error & CustomStringConvertible) {
    #expect(error.localizedDescription == error.description)
  }

  @Test("of sampling options do, too")
  func sampling() throws {
    var options = SamplingOptions()
    options.topP = 2
    let error = try #require(throws: SamplingError.self) { try options.validate() }
    #expect(error.localizedDescription == error.description)
  }
}
