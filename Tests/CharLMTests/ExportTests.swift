import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Export for PyTorch")
struct ExportTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("an export holds a program and the model, bit by bit", arguments: ExportCase.all)
  func files(_ test: ExportCase) throws {
    let model = try test.make()
    let out = scratch.path("a/out")
    let names = try model.exportPyTorch(to: out)
    #expect(names == ["model.py", "model.safetensors", "config.json", "tokenizer.json"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: out).sorted() == names.sorted())
    let loaded = try LanguageModel(contentsOf: out)
    #expect(loaded.parameters.values.map(\.bitPattern) == model.parameters.values.map(\.bitPattern))
    #expect(loaded.configuration == model.configuration)
    #expect(loaded.tokenizer == model.tokenizer)
  }

  @Test("a program is a few pages of lines that fit a page", arguments: ExportCase.all)
  func style(_ test: ExportCase) throws {
    try test.make().exportPyTorch(to: scratch.path("out"))
    let program = String(decoding: try scratch.read("out/model.py"), as: UTF8.self)
    let lines = program.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= (program.contains("class Recurrence") ? 270 : 170))
    for line in lines {
      #expect(line.count <= 100, "\(line)")
      #expect(line.last?.isWhitespace != true, "\(line)|")
    }
    #expect(!program.contains("\n\n\n\n"))
    #expect(program.hasSuffix("\n") && !program.hasSuffix("\n\n"))
  }

  @Test("what PyTorch has is used, and nothing of our own", arguments: ExportCase.library)
  func library(_ test: ExportCase) throws {
    try test.make().exportPyTorch(to: scratch.path("out"))
    let program = String(decoding: try scratch.read("out/model.py"), as: UTF8.self)
    let name = [CellKind.elman: "nn.RNN(", .lstm: "nn.LSTM(", .gru: "nn.GRU("]
    #expect(program.contains(try #require(name[test.configuration.cell])))
    #expect(!program.contains("Recurrence"))
    #expect(!program.contains("def cell"))
  }

  @Test("what it lacks is written out, with the equations", arguments: ExportCase.own)
  func own(_ test: ExportCase) throws {
    let model = try test.make()
    try model.exportPyTorch(to: scratch.path("out"))
    let program = String(decoding: try scratch.read("out/model.py"), as: UTF8.self)
    #expect(program.contains("self.rnn = Recurrence()"))
    #expect(program.contains("def cell(a, state"))
    for slot in model.network.layout.slots where slot.name.hasSuffix("_l0") {
      let name = slot.name.dropFirst("rnn.".count).dropLast("_l0".count)
      #expect(program.contains("\(name)=("), "\(name)")
    }
    #expect(program.contains("def norm") == test.configuration.normalizesLayers)
    #expect(program.contains("ZONEOUT") == (test.configuration.zoneout > 0))
    #expect(program.contains("DEPTH") == (test.configuration.transitionDepth > 1))
  }

  @Test("a program brings only what its text needs")
  func text() throws {
    func program(_ text: TextConfiguration) throws -> String {
      let tokenizer = Tokenizer(
        configuration: text, vocabulary: try Vocabulary(pieces: [Array("a".utf8)], unit: text.unit))
      let out = scratch.path(UUID().uuidString)
      let names = try ExportCase("", .gru).make(tokenizer: tokenizer).exportPyTorch(to: out)
      #expect(names.contains("clusters.txt") == (text.unit == .grapheme))
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(out)/\(names[0])"))
      return String(decoding: data, as: UTF8.self)
    }
    let bytes = try program(TextConfiguration(unit: .byte))
    for word in ["tokenizer.json", "import json", "import re", "unicodedata", "def clean"] {
      #expect(!bytes.contains(word))
    }
    let scalars = try program(
      TextConfiguration(normalization: .nfkc, foldsCase: true, lineEnds: .lf, boundary: .paragraph))
    for word in ["tokenizer.json", "import json", "import re", "\"NFKC\"", "casefold", "def clean"]
    {
      #expect(scalars.contains(word), "\(word)")
    }
    #expect(try program(TextConfiguration(unit: .grapheme)).contains("clusters.txt"))
  }

  @Test("equal models give equal exports, and a second one needs permission")
  func repeats() throws {
    let model = try ExportCase("", .peephole).make()
    let (first, second) = (scratch.path("first"), scratch.path("second"))
    try model.exportPyTorch(to: first)
    try FileManager.default.createDirectory(atPath: second, withIntermediateDirectories: true)
    try model.exportPyTorch(to: second)
    _ = try scratch.write([1], to: "second/notes")
    let error = #expect(throws: FileError.self) { try model.exportPyTorch(to: second) }
    #expect(error?.path == second)
    #expect(error?.problem.hasPrefix("is not empty (config.json and 4 more); give ") == true)
    try ExportCase("", .sru).make().exportPyTorch(to: second, overwrites: true)
    #expect(try scratch.read("second/model.py") != scratch.read("first/model.py"))
    try model.exportPyTorch(to: second, overwrites: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: first) {
      #expect(try scratch.read("first/\(name)") == scratch.read("second/\(name)"), "\(name)")
    }
    #expect(try scratch.read("second/notes") == [1])
  }

  @Test("what is no directory is named")
  func noDirectory() throws {
    _ = try scratch.write([1], to: "file")
    for (path, problem) in [("file", "is a file"), ("file/below", "cannot be made")] {
      for overwrites in [false, true] {
        let error = #expect(throws: FileError.self) {
          try ExportCase("", .gru).make()
            .exportPyTorch(to: scratch.path(path), overwrites: overwrites)
        }
        #expect(error?.path == scratch.path(path))
        #expect(error?.problem.contains(problem) == true)
      }
    }
  }
}
