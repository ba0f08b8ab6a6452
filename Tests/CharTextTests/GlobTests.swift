import CharText
import Testing

@Suite struct GlobTests {
  private func matches(_ pattern: String, _ path: String) throws -> Bool {
    let isFolder = path.hasSuffix("/")
    let components = path.split(separator: "/").map { Array($0.unicodeScalars) }
    return try Glob(pattern).matches(components, isFolder: isFolder)
  }

  @Test(
    "A pattern fits what it stands for",
    arguments: [
      ("*.txt", "a.txt"), ("*.txt", "deep/er/a.txt"), ("*", "x"), ("a*b*c", "aXbbYcc/abc"),
      ("?", "é"), ("?", "a/一"), ("[a-c]", "b"), ("[!a-c]", "d"), ("[^a-c]", "d"), ("[]a]", "]"),
      ("[a-]", "-"), ("[*]", "*"), ("\\*", "*"), ("\\[a]", "[a]"), ("/a.txt", "a.txt"),
      ("src/*.c", "src/a.c"), ("src/**/*.c", "src/a.c"), ("src/**/*.c", "src/x/y/a.c"),
      ("**/test", "test"), ("**/test", "a/b/test"), ("src/**", "src/x/y"), ("src/**", "src/x"),
      ("a/**/b/**/c", "a/b/x/b/y/z/c"), ("docs/", "docs/"), ("docs/", "x/docs/"),
      ("**", "a/b"), ("x**y", "xaby"), ("*.tar.*", "a.tar.gz"), ("[а-я]*", "жук"),
    ])
  func fits(_ pattern: String, _ path: String) throws {
    #expect(try matches(pattern, path))
  }

  @Test(
    "A pattern does not fit what it does not stand for",
    arguments: [
      ("*.txt", "a.txt.gz"), ("*.txt", "a.txt/b"), ("?", "ab"), ("?", ""), ("[a-c]", "d"),
      ("[!a-c]", "b"), ("/a.txt", "x/a.txt"), ("src/*.c", "src/x/a.c"), ("src/*.c", "y/src/a.c"),
      ("src/**", "src/"), ("docs/", "docs"), ("\\*", "a"), ("a?b", "a/b"), ("a*b", "a/b"),
      ("a[!x]b", "a/b"), ("A", "a"), ("**/a/b", "a/c/b"),
    ])
  func doesNotFit(_ pattern: String, _ path: String) throws {
    #expect(try !matches(pattern, path))
  }

  @Test(
    "What is no pattern is an error that says why",
    arguments: [
      ("", "it is empty"), ("/", "it is empty"), ("a//b", "it has two consecutive slashes"),
      ("a[b", "a [ has no ]"), ("[]", "a [ has no ]"), ("[z-a]", "the range z-a is empty"),
      ("a\\", "it ends with a backslash"),
    ])
  func errors(_ pattern: String, _ problem: String) {
    #expect(throws: CorpusError.invalidPattern(pattern, problem: problem)) { try Glob(pattern) }
  }

  @Test("A pattern of many stars is as quick as any")
  func stars() throws {
    let pattern = String(repeating: "*a", count: 60) + "b"
    #expect(try !matches(pattern, String(repeating: "a", count: 5000)))
    let folders = String(repeating: "**/a/", count: 60) + "b"
    #expect(try !matches(folders, Array(repeating: "a", count: 2000).joined(separator: "/")))
  }
}
