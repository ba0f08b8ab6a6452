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

  @Test("of every public type do, wherever it is")
  func everyType() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var types: Set<String> = []
    var localized: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let source = try String(contentsOf: file, encoding: .utf8)
      for match in source.matches(
        of: /public (?:struct|enum|final class|class|actor) (\w+)[^{\n]*: [^{]*\bError\b/)
      {
        types.insert(String(match.1))
      }
      for match in source.matches(
        of: /(?:extension|struct|enum) (\w+)[^{\n]*: [^{]*\bLocalizedError\b/)
      {
        localized.insert(String(match.1))
      }
    }
    #expect(types.count > 15)
    #expect(types.subtracting(localized) == [])
  }

  @Test("of sampling options do, too")
  func sampling() throws {
    var options = SamplingOptions()
    options.topP = 2
    let error = try #require(throws: SamplingError.self) { try options.validate() }
    #expect(error.localizedDescription == error.description)
  }
}
