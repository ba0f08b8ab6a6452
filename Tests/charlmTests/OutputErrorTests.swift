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
    expectFailure(try train(file), "plain: is a file; give a new or empty directory")
    #expect(try scratch.data("plain") == Data("mine".utf8))
  }

  @Test("A directory that holds something else is left as it is")
  func occupied() throws {
    let folder = scratch.path("folder")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    _ = try scratch.file("folder/notes.txt", "mine")
    expectFailure(try train(folder), "folder: holds a file that no run wrote (notes.txt)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["notes.txt"])
  }

  @Test(
    "A directory that holds a file of a model which no run wrote is left as it is",
    arguments: [
      "model.safetensors", "tokenizer.json", "config.json", "metrics.jsonl", "samples.jsonl",
      "training.safetensors", "training-20.safetensors", ".lock", "model.safetensors.mine.tmp",
    ])
  func foreign(_ name: String) throws {
    let folder = scratch.path("folder")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    _ = try scratch.file("folder/\(name)", "precious")
    expectFailure(try train(folder), "folder: holds a file that no run wrote (\(name))")
    let tagger = ["tag", "train", try scratch.file("labels.tsv", "a\tX\nb\tO\n\na\tX\nb\tO\n")]
    expectFailure(
      try Command(tagger + ["--out", folder, "--bptt", "2", "--valid-fraction", "0"]),
      "folder: holds a file that no run wrote (\(name))")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
    #expect(try scratch.data("folder/\(name)") == Data("precious".utf8))
  }

  @Test("A directory of a run that was stopped before its first step is started in again")
  func stoppedAtStart() throws {
    let folder = try scratch.model("--valid-fraction", "0", name: "start")
    // What there is when a run is killed while it starts.
    for name in ["config.json", "tokenizer.json", "model.safetensors", "training.json"] {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    expectFailure(try train(folder), "no run wrote (metrics.jsonl)")
    _ = try scratch.file("start/metrics.jsonl", "")
    expectFailure(try train(folder), "no run wrote (training.safetensors)")
    let manager = FileManager.default
    try manager.removeItem(atPath: "\(folder)/training.safetensors")
    _ = try scratch.file("start/training.safetensors.17.tmp", "half")
    #expect(try train(folder).status == 0)
    #expect(try !manager.contentsOfDirectory(atPath: folder).contains { $0.hasSuffix(".tmp") })
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
