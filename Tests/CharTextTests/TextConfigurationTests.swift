import CharText
import Foundation
import Testing

@Suite struct TextConfigurationTests {
  private let full = """
    {"unit":"grapheme","normalization":"nfkc","casefold":true,"line_ends":"lf","strip_bom":true,\
    "boundary":"paragraph","unknown":"bytes"}
    """

  private func decode(_ json: String) throws -> TextConfiguration {
    try JSONDecoder().decode(TextConfiguration.self, from: Data(json.utf8))
  }

  @Test("A configuration is stored under the documented keys and read back")
  func stored() throws {
    let expected = TextConfiguration(
      unit: .grapheme, normalization: .nfkc, foldsCase: true, lineEnds: .lf,
      stripsByteOrderMark: true, unknown: .bytes, boundary: .paragraph)
    #expect(try decode(full) == expected)
    let data = try JSONEncoder().encode(expected)
    #expect(try JSONDecoder().decode(TextConfiguration.self, from: data) == expected)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(object.keys)
        == ["unit", "normalization", "casefold", "line_ends", "strip_bom", "unknown", "boundary"])
  }

  @Test(
    "A missing setting is an error that names it",
    arguments: ["unit", "normalization", "casefold", "line_ends", "strip_bom", "boundary"])
  func missing(key: String) {
    let json = full.replacingOccurrences(of: "\"\(key)\"", with: "\"other\"")
    #expect(throws: TokenizerError.missingSetting(key)) { try decode(json) }
  }

  @Test("An unknown value is an error that says what is possible")
  func unknownValue() {
    #expect(
      throws: TokenizerError.wrongSetting(
        "unit", expected: "byte, scalar, grapheme", found: "word")
    ) { try decode(full.replacingOccurrences(of: "\"grapheme\"", with: "\"word\"")) }
    #expect(
      throws: TokenizerError.wrongSetting(
        "casefold", expected: "true, false", found: "another value")
    ) { try decode(full.replacingOccurrences(of: "\"casefold\":true", with: "\"casefold\":3")) }
    #expect(
      throws: TokenizerError.wrongSetting(
        "line_ends", expected: "keep, lf", found: "a value that is not text")
    ) { try decode(full.replacingOccurrences(of: "\"lf\"", with: "null")) }
  }
}
