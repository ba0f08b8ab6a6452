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
    let error = #expect(throws: DecodingError.self) { try decode(json) }
    guard case .keyNotFound(let found, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.stringValue == key)
  }

  @Test("Labels before tabs make each line a document, unless the boundary is given after them")
  func labelsBeforeTabs() throws {
    var configuration = TextConfiguration()
    configuration.condition = .tab
    #expect(configuration.boundary == .line)
    configuration.boundary = .file
    configuration.condition = .tab
    #expect(configuration.boundary == .file)
    #expect(throws: (any Error).self) { try configuration.validate() }
    configuration.condition = .folder
    #expect(configuration.boundary == .file)
  }

  @Test(
    "A value that a setting cannot have is an error that names it, and what is possible",
    arguments: [
      ("unit", "\"grapheme\"", "\"word\"", "word is not one of byte, scalar, grapheme"),
      ("casefold", "true,\"line", "3,\"line", ""), ("line_ends", "\"lf\"", "null", ""),
      ("boundary", "paragraph\"", "paragraph\",\"condition\":\"tab\"", "paragraph is not line"),
    ])
  func unknownValue(key: String, old: String, new: String, words: String) throws {
    let json = full.replacingOccurrences(of: old, with: new)
    let error = try #require(throws: DecodingError.self) { try decode(json) }
    switch error {
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
      #expect(context.codingPath.last?.stringValue == key)
      #expect(context.debugDescription.contains(words) || words.isEmpty)
    default: Issue.record("\(error)")
    }
  }
}
