import Foundation
import Testing

/// Names that are stated are not made of types at every start, which takes milliseconds.
@Suite("Names of commands")
struct CommandNameTests {
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
      "Sources/charlm")

  /// The declarations of commands, each up to the next one.
  private func declarations() throws -> [Substring] {
    let files = try #require(FileManager.default.enumerator(atPath: Self.sources.path))
    return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.flatMap {
      file in
      let url = Self.sources.appendingPathComponent(file)
      let text = try String(contentsOf: url, encoding: .utf8)
      let starts = text.ranges(of: /struct \w+: [^{]*ParsableCommand\b[^{]*\{/).map(\.lowerBound)
      return zip(starts, starts.dropFirst() + [text.endIndex]).map { text[$0..<$1] }
    }
  }

  /// The names in the tree of commands, with repetitions.
  private func names(_ command: [String: Any]) throws -> [String] {
    let name = try #require(command["commandName"] as? String)
    let below = command["subcommands"] as? [[String: Any]] ?? []
    return try [name] + below.filter { $0["commandName"] as? String != "help" }.flatMap(names)
  }

  @Test("Every command states its name")
  func stated() throws {
    let declarations = try declarations()
    let stated = declarations.map { declaration in
      declaration.firstMatch(of: /= CommandConfiguration\(\s*commandName: "([a-z-]+)"/)
        .map { String($0.1) }
    }
    for (declaration, name) in zip(declarations, stated) {
      #expect(name != nil, "state commandName first: \(declaration.prefix(60))")
    }
    // All are found: ngram info is the command info.
    let tree = try Command(["--experimental-dump-help"]).object
    let root = try #require(tree["command"] as? [String: Any])
    #expect(try names(root).sorted() == (stated.compactMap(\.self) + ["info"]).sorted())
  }
}
