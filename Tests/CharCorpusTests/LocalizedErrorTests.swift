import CharCorpus
import Foundation
import Testing

@Suite("Errors of corpora")
struct LocalizedErrorTests {
  static let errors: [any Error & CustomStringConvertible] = [
    CatalogError.unknown("a", known: ["b"]), CleaningError.exists("a"),
  ]

  @Test("say what is wrong to those who ask for a localized description", arguments: errors)
  func localized(_ error: any Error & CustomStringConvertible) {
    #expect(error.localizedDescription == error.description)
  }
}
