import CharText
import Foundation
import TestSupport
import Testing

@Suite struct CorpusSelectionTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    for name in [
      "a.txt", "b.md", "src/a.c", "src/a.h", "src/deep/b.c", "src/test/t.c", "old/a.txt",
    ] {
      try folder.write(name, "\(name)\n")
    }
  }

  private func names(_ include: [String], _ exclude: [String] = []) throws -> [String] {
    let selection = CorpusSelection(include: include, exclude: exclude)
    return try CorpusReader(paths: [folder.path], selection: selection)
      .build(TextConfiguration()).corpus.statistics.inputs
      .map { String($0.name.dropFirst(folder.path.count + 1)) }
  }

  @Test("Files have to fit an include, if there is one, and no exclude")
  func both() throws {
    #expect(try names(["*.txt"]) == ["a.txt", "old/a.txt"])
    #expect(try names(["*.txt", "*.h"]) == ["a.txt", "old/a.txt", "src/a.h"])
    #expect(try names(["/*.txt"]) == ["a.txt"])
    #expect(try names(["*.c"], ["test"]) == ["src/a.c", "src/deep/b.c"])
    #expect(try names([], ["*.c", "old/"]) == ["a.txt", "b.md", "src/a.h"])
    #expect(try names(["src/**/*.c"], ["b.c"]) == ["src/a.c", "src/test/t.c"])
  }

  @Test("A folder that fits stands for all in it")
  func folders() throws {
    #expect(try names(["src"], ["deep"]) == ["src/a.c", "src/a.h", "src/test/t.c"])
    #expect(try names(["src/d*"]) == ["src/deep/b.c"])
  }

  @Test("Whether a file would be read is known before it is there")
  func taken() throws {
    let all = CorpusSelection()
    #expect(try all.takes("model/metrics.jsonl") && all.takes("a"))
    #expect(try !all.takes(".model/metrics.jsonl") && !all.takes("model/.a"))
    #expect(try !CorpusSelection(exclude: ["model"]).takes("model/metrics.jsonl"))
    #expect(try !CorpusSelection(include: ["*.txt"]).takes("model/metrics.jsonl"))
    #expect(try CorpusSelection(include: ["model"]).takes("model/metrics.jsonl"))
  }

  @Test("A selection that leaves nothing says so, and a file that is named is read all the same")
  func nothing() throws {
    #expect(throws: CorpusError.nothingSelected(folder.path, binary: 0)) { try names(["*.swift"]) }
    #expect(throws: CorpusError.nothingSelected(folder.path, binary: 0)) { try names([], ["*"]) }
    let selection = CorpusSelection(include: ["*.swift"], exclude: ["*"])
    let corpus = try CorpusReader(paths: [folder("a.txt")], selection: selection)
      .build(TextConfiguration()).corpus
    #expect(corpus.statistics.files == 1 && corpus.warnings.isEmpty)
  }

  @Test("Binary files of a directory are skipped with one warning, but not if they are named")
  func binary() throws {
    try folder.write("z.o", [0x7F, 0x45, 0x4C, 0x46, 0, 0])
    try folder.write("src/y.bin", Array(repeating: 0x61, count: 8000) + [0])
    try folder.write("late.txt", Array(repeating: 0x61, count: 8192) + [0])
    try folder.write("inside.gz", Archives.gzip([0x61, 0]))
    let reader = CorpusReader(paths: [folder.path])
    let corpus = try reader.build(TextConfiguration()).corpus
    let found = corpus.statistics.inputs.map { String($0.name.dropFirst(folder.path.count + 1)) }
    #expect(
      found == [
        "a.txt", "b.md", "late.txt", "old/a.txt", "src/a.c", "src/a.h", "src/deep/b.c",
        "src/test/t.c",
      ])
    #expect(
      corpus.warnings == [
        "\(folder.path): 3 files that are not text are skipped (zero bytes among the first "
          + "8192; the first is \(folder("inside.gz"))); name such a file explicitly to read it"
      ])
    let named = try CorpusReader(paths: [folder("z.o")]).build(TextConfiguration(unit: .byte))
    #expect(named.corpus.statistics.bytes == 6)
    #expect(throws: CorpusError.nothingSelected(folder.path, binary: 1)) { try names(["*.o"]) }
  }

  @Test("UTF-16 is not taken for binary, so that it is an error as before")
  func utf16() throws {
    try folder.write("wide.txt", [0xFF, 0xFE, 0x61, 0, 0x62, 0])
    let error = InvalidBytes {
      _ = try CorpusReader(paths: [folder.path]).build(TextConfiguration())
    }
    #expect(error == InvalidBytes(line: 1, offset: 0, bytes: [0xFF], encoding: "UTF-16LE"))
  }

  @Test("It is checked and stored")
  func stored() throws {
    let selection = CorpusSelection(include: ["*.c"], exclude: ["x"], field: "a.b")
    try selection.validate()
    let data = try JSONEncoder().encode(selection)
    #expect(try JSONDecoder().decode(CorpusSelection.self, from: data) == selection)
    #expect(throws: CorpusError.invalidPattern("[", problem: "a [ has no ]")) {
      try CorpusSelection(exclude: ["["]).validate()
    }
    #expect(throws: CorpusError.invalidField("")) { try CorpusSelection(field: "").validate() }
  }
}
