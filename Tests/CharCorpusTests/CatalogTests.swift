import CharCorpus
import Foundation
import Testing

@Suite struct CatalogTests {
  private static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../corpora/catalog.yaml").path

  @Test("The catalog in the program is the one in corpora")
  func embedded() throws {
    let catalog = try Catalog()
    #expect(try catalog == Catalog(contentsOf: Self.file))
    #expect(catalog.entries.count >= 12)
  }

  @Test("What the program says of its corpora can be typed")
  func entries() throws {
    let units = ["byte", "scalar", "grapheme"]
    let boundaries = ["file", "paragraph", "line"]
    for entry in try Catalog().entries {
      #expect(units.contains(entry.unit) && boundaries.contains(entry.boundary), "\(entry.name)")
      #expect(entry.trainingLine(entry.file).hasPrefix("charlm train \(entry.file) --unit "))
    }
    let linux = try Catalog().entry("linux")
    #expect(
      linux.trainingLine("my folder/linux") == "charlm train 'my folder/linux' --unit scalar "
        + "--boundary file --include '*.c' --include '*.h' --invalid replace --min-count 100 "
        + "--out linux-model")
  }

  @Test("A name that is not there is an error that lists those that are")
  func unknown() throws {
    let error = #expect(throws: CatalogError.self) { try Catalog().entry("shakespear") }
    #expect(
      error?.description.hasPrefix(
        "shakespear: no such corpus; there are shakespeare, war-and-peace") == true)
  }

  private static let good = """
    - name: a
      title: a text
      url: https://example.org/a.txt
      licence: ours
      unpack: none
      file: a.txt
      unit: scalar
      boundary: file
    """

  @Test(
    "A catalog that is none is an error that says where",
    arguments: [
      ("a: b", "the value has the wrong type"), ("- name: a", "title is missing"),
      (good.replacing("file: a.txt", with: "file: ''"), "a name is empty"),
      (
        good.replacing("file: a.txt", with: "file: ../a.txt"),
        "a: a name is empty, starts with a dot"
      ),
      (good.replacing("https:", with: "file:"), "a: url: does not start with"),
      (good + "\n  sha256: ABC", "a: sha256: is not 64 lowercase"),
      (good + "\n  bytes: -1", "a: a number is less than 1"),
      (good.replacing("unpack: none", with: "unpack: zip"), "a: member: missing"),
      (
        good.replacing("unpack: none", with: "unpack: rar"),
        "entry 1: unpack: unknown value"
      ),
      (good + "\n" + good, "a name occurs twice"), ("- [", "is not a YAML list of corpora"),
    ])
  func damaged(_ yaml: String, _ problem: String) throws {
    let path = NSTemporaryDirectory() + "charlm-catalog-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: CatalogError.self) { try Catalog(contentsOf: path) }
    #expect(error?.description.contains(problem) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
