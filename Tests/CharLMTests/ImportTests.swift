// CharLM alone, as the README shows it.
import CharLM
import Testing

@Suite("One import")
struct ImportTests {
  @Test("is enough to name precisions, and to catch an error of a file and look into it")
  func names() throws {
    do {
      _ = try LanguageModel(contentsOf: "/no such model", precision: Precision.int8)
      Issue.record("there is no such model")
    } catch let error as FileError {
      #expect(error.path == "/no such model")
      #expect(error.problem.contains("no such model directory"))
    }
  }
}
