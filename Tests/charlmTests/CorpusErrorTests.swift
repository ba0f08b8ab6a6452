import Foundation
import Testing

@Suite("A corpus that cannot be learned from")
struct CorpusErrorTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func train(_ corpus: String, _ flags: String..., input: String = "") throws -> Command {
    try Tiny.train(corpus, out: scratch.path("out"), ["--steps", "2"] + flags, input: input)
  }

  @Test("A missing file is named")
  func missing() throws {
    expectFailure(try train(scratch.path("absent.txt")), "absent.txt: no such file", "check")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out")))
  }

  @Test("A path below a regular file is named")
  func belowFile() throws {
    let corpus = try scratch.corpus()
    expectFailure(try train(corpus + "/inside.txt"), "inside.txt: ", "not a directory")
  }

  @Test("An empty path is not the current directory")
  func emptyPath() throws {
    expectRefusal(try train(""), "path is empty")
    let corpus = try scratch.corpus()
    expectRefusal(try Tiny.train(corpus, out: "", ["--steps", "2"]), "path is empty")
  }

  @Test("No corpus at all is an error of the command line")
  func none() throws {
    expectRefusal(try Command(["train", "--out", scratch.path("out")]), "text to train on")
  }

  @Test("A directory without text is named, whatever hidden and empty files it holds")
  func emptyDirectory() throws {
    let folder = scratch.path("folder")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    _ = try scratch.file("folder/.hidden", Tiny.text)
    _ = try scratch.file("folder/empty.txt", "")
    expectFailure(try train(folder), "\(folder): the directory holds no text")
  }

  @Test("An empty file and empty standard input hold no text")
  func empty() throws {
    let file = try scratch.file("empty.txt", "")
    expectFailure(try train(file), "empty.txt: there is no text")
    expectFailure(try train("-"), "there is no text")
  }

  @Test("A corpus shorter than a window says how long both are")
  func short() throws {
    let file = try scratch.file("short.txt", "abc\n")
    expectFailure(try train(file), "3 tokens", "window of 8", "--bptt")
  }

  @Test("A corpus of one distinct character has nothing to learn")
  func oneCharacter() throws {
    let file = try scratch.file("same.txt", String(repeating: "z", count: 500))
    expectFailure(try train(file), "one character only (z)")
  }

  @Test("Invalid UTF-8 is an error with file, line and byte")
  func invalidUTF8() throws {
    let file = try scratch.file("bad.txt", Array(Tiny.text.utf8) + Array("\nab".utf8) + [0xFF, 10])
    let line = Tiny.text.count { $0 == "\n" } + 2
    expectFailure(
      try train(file), "bad.txt:\(line):3 (byte \(Tiny.text.utf8.count + 3))", "0xFF",
      "--invalid replace")
  }

  @Test("Invalid UTF-8 is read on with a replacement character where that is asked for")
  func replaceInvalidUTF8() throws {
    let file = try scratch.file("bad.txt", Array(Tiny.text.utf8) + [0xFF, 0x0A])
    #expect(try train(file, "--invalid", "replace").status == 0)
    let model = scratch.path("out")
    let tokens = try Command(["tokenize", model, "--pieces"], input: "\u{FFFD}")
    #expect(tokens.output.contains("\u{FFFD}"))
    #expect(try scratch.object("out/training.json")["invalid_utf8"] as? String == "replace")
  }

  @Test("Validation text that is missing, empty or invalid is named")
  func validation() throws {
    let corpus = try scratch.corpus()
    let empty = try scratch.file("empty.txt", "")
    let bad = try scratch.file("bad.txt", [0x61, 0xC3, 0x28])
    expectFailure(try train(corpus, "--valid", scratch.path("gone")), "gone: no such file")
    expectFailure(try train(corpus, "--valid", empty), "empty.txt: there is no text")
    expectFailure(try train(corpus, "--valid", bad), "bad.txt:1:2 (byte 1)")
  }

  @Test("A new run in a folder that it reads is refused, but not one that is left out")
  func insideCorpus() throws {
    let folder = scratch.path("texts")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    _ = try scratch.file("texts/a.txt", Tiny.text)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: folder)
    let flags = ["--steps", "2"]
    for out in ["texts/model", "texts/new/model", "link/model", "texts/../texts/model"] {
      let path = scratch.path(out)
      expectFailure(try Tiny.train(folder, out: path, flags), "\(path): lies in \(folder), which")
      for command in ["tag", "classify"] {
        expectFailure(try Command([command, "train", folder, "--out", path]), "lies in \(folder)")
      }
    }
    let text = try scratch.corpus()
    expectFailure(
      try Tiny.train(text, out: folder + "/model", flags + ["--valid", scratch.path("link")]),
      "lies in \(scratch.path("link"))")
    #expect(!FileManager.default.fileExists(atPath: folder + "/model"))
    #expect(try Tiny.train(folder, out: scratch.path("texts-model"), flags).status == 0)
    let left = try Tiny.train(folder, out: folder + "/model", flags + ["--exclude", "model"])
    #expect(left.status == 0, "\(left.errors)")
    let resume = ["train", "--out", folder + "/model", "--resume", "--steps", "4"]
    #expect(try Command(resume).status == 0)
  }

  @Test("Sizes larger than the machine's memory are refused with what to do")
  func tooLarge() throws {
    let corpus = try scratch.corpus()
    let command = try train(corpus, "--hidden", "900000", "--embedding", "900000")
    expectFailure(command, "GiB of memory", "--hidden", "smaller")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out")))
    let batches = try train(corpus, "--bptt", "8", "--hidden", "1000000", "--layers", "1000")
    expectFailure(batches, "GiB of memory")
  }
}
