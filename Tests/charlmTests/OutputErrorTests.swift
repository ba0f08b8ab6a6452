import Foundation
import Testing

@Suite("Output that cannot be written")
struct OutputErrorTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func train(_ out: String) throws -> Command {
    try Tiny.train(scratch.corpus(), out: out, ["--steps", "2"])
  }

  @Test("A directory that cannot be made is named with the system's reason")
  func unwritable() throws {
    let file = try scratch.file("plain", "x")
    expectFailure(
      try train(file + "/below"), "plain/below: the directory cannot be made: Not a directory")
  }

  #if os(Linux)
    @Test("A file system that takes no directories is named")
    func proc() throws {
      expectFailure(
        try train("/proc/charlm"), "/proc/charlm: the directory cannot be made: No such file")
    }

    @Test("A full device is an error of standard output, whatever the command")
    func full() throws {
      let model = try scratch.model()
      for command in ["info \(model)", "info \(model) --json", "sample \(model) --length 5"] {
        let result = try Command(shell: "exec \"$charlm\" \(command) > /dev/full")
        expectFailure(result, "standard output: cannot be written: No space left")
      }
    }

    @Test("Training whose result cannot be printed has saved its model all the same")
    func fullAfterTraining() throws {
      let arguments = Tiny.flags.joined(separator: " ")
      let corpus = try scratch.corpus()
      let out = scratch.path("out")
      let result = try Command(
        shell: "exec \"$charlm\" train \(corpus) --out \(out) \(arguments) --steps 2 > /dev/full")
      expectFailure(result, "standard output: cannot be written")
      #expect(try Command(["info", out]).status == 0)
    }
  #endif

  @Test("A closed standard output is an error, a closed standard error is none")
  func closed() throws {
    let model = try scratch.model()
    expectFailure(
      try Command(shell: "exec \"$charlm\" info \(model) >&-"), "standard output: cannot be written"
    )
    let silent = try Command(shell: "exec \"$charlm\" info \(model) 2>&-")
    #expect(silent.status == 0)
    #expect(silent.output.contains("parameters"))
  }

  @Test("A file where the model directory should be is left as it is")
  func file() throws {
    let file = try scratch.file("plain", "mine")
    expectFailure(try train(file), "plain: holds something that is no model (a file)")
    #expect(try scratch.data("plain") == Data("mine".utf8))
  }

  @Test("A directory that holds something else is left as it is")
  func occupied() throws {
    let folder = scratch.path("folder")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    _ = try scratch.file("folder/notes.txt", "mine")
    expectFailure(try train(folder), "folder: holds something that is no model (notes.txt)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["notes.txt"])
  }

  @Test("A directory that holds a model is not overwritten")
  func model() throws {
    let model = try scratch.model()
    let before = try scratch.data("model/model.safetensors")
    expectFailure(try train(model), "holds a model already", "--resume")
    #expect(try scratch.data("model/model.safetensors") == before)
  }

  @Test("An empty directory, and one that is to be made with those above it, will do")
  func empty() throws {
    let folder = scratch.path("empty")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    #expect(try train(folder).status == 0)
    #expect(try train(scratch.path("a/b/c")).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(
      names == [
        ".lock", "config.json", "metrics.jsonl", "model.safetensors", "tokenizer.json",
        "training.json", "training.safetensors",
      ])
  }
}
