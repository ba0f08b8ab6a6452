import CharNumerics
import Foundation
import Testing

@Suite("A run that is killed")
struct KillTests {
  /// How often; more with `CHARLM_KILLS=200`.
  private static let kills =
    ProcessInfo.processInfo.environment["CHARLM_KILLS"].flatMap(Int.init) ?? 16

  /// Another one each time, unless `CHARLM_SEED` names it.
  private static let seed =
    ProcessInfo.processInfo.environment["CHARLM_SEED"].flatMap(UInt64.init)
    ?? .random(in: 0..<1_000_000)

  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test(
    "goes on from its last checkpoint and ends with the weights of an unbroken one, bit for bit")
  func kill() throws {
    let corpus = try scratch.corpus()
    let flags = [
      "--steps", "\(Self.kills * 150)", "--save-every", "7", "--eval-every", "40", "--keep", "3",
      "--dropout", "0.2", "--average", "ema", "--sample-every", "50",
    ]
    let whole = try Tiny.train(corpus, out: scratch.path("whole"), flags)
    try #require(whole.status == 0, "\(whole.errors)")

    let start = ["train", corpus, "--out", scratch.path("broken")] + Tiny.flags + flags
    let resume = ["train", "--out", scratch.path("broken"), "--resume", "--threads", "1"]
    let seed = Self.seed
    print("The moments of the kills are those of CHARLM_SEED=\(seed).")
    var random = RandomSource(seed: seed)
    var killed = 0
    while killed < Self.kills {
      let isStarted = FileManager.default.fileExists(atPath: scratch.path("broken/training.json"))
      let process = Process()
      process.executableURL = Command.path
      process.arguments = isStarted ? resume : start
      process.standardOutput = FileHandle.nullDevice
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      if killed.isMultiple(of: 2) {
        usleep(.random(in: 0..<120_000, using: &random))
      } else {
        waitForCheckpoint(of: process)
        usleep(.random(in: 0..<1000, using: &random))
      }
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let said = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(!said.contains("error"), "\(said), seed \(seed)")
      guard process.terminationReason == .uncaughtSignal else {
        try #require(process.terminationStatus == 0, "\(said)")
        // A fast machine may reach the last step first.
        #expect(killed >= Self.kills / 4, "the run ended after \(killed) kills, seed \(seed)")
        break
      }
      killed += 1
    }
    // On a very busy machine no run may have come as far as its first checkpoint.
    let isStarted = FileManager.default.fileExists(atPath: scratch.path("broken/training.json"))
    let last = try Command(isStarted ? resume : start)
    #expect(last.status == 0, "\(last.errors)")
    for file in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.tensors("broken/\(file)") == scratch.tensors("whole/\(file)"), "\(file)")
    }
    #expect(
      try history("broken/metrics.jsonl") == history("whole/metrics.jsonl"),
      "every line of the history is there once")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path("broken"))
    #expect(!files.contains { $0.hasSuffix(".tmp") }, "\(files)")
    #expect(files.count { $0.hasPrefix("training-") } == 2, "\(files)")
  }

  /// Waits until a checkpoint is being written, or a second has passed.
  private func waitForCheckpoint(of process: Process) {
    let file = scratch.path("broken/training.safetensors.\(process.processIdentifier).tmp")
    // A busy machine may take seconds to start a process.
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end, !FileManager.default.fileExists(atPath: file),
      process.isRunning
    { usleep(50) }
  }

  /// Steps and losses, without what the clock says.
  private func history(_ name: String) throws -> [[String: Double]] {
    try String(decoding: scratch.data(name), as: UTF8.self).split(separator: "\n").map {
      let line = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Double]
      return try #require(line).filter { !["seconds", "tokens_per_second"].contains($0.key) }
    }
  }
}

@Suite("A run's directory")
struct RunDirectoryTests {
  /// Whether a file system can be mounted, and taken away again.
  private static let canMount: Bool = {
    guard let scratch = try? Scratch() else { return false }
    let tried = try? Command(
      shell: "mount -t tmpfs tmpfs '\(scratch.directory)' && umount '\(scratch.directory)'")
    return tried?.status == 0
  }()

  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("A second process is kept out, and the first one is named", .timeLimit(.minutes(5)))
  func lock() throws {
    let corpus = try scratch.corpus()
    let first = Process()
    first.executableURL = Command.path
    first.arguments =
      ["train", corpus, "--out", scratch.path("out")] + Tiny.flags + Tiny.lasting
    first.standardOutput = FileHandle.nullDevice
    first.standardError = FileHandle.nullDevice
    try first.run()
    defer {
      Foundation.kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
    }
    while !FileManager.default.fileExists(atPath: scratch.path("out/training.json")) {
      try #require(first.isRunning, "the first process ended with \(first.terminationStatus)")
      usleep(1000)
    }
    let second = try Command(["train", "--out", scratch.path("out"), "--resume"])
    expectFailure(
      second, "another process (\(first.processIdentifier)) is training there",
      "give another directory")
  }

  @Test("Of a damaged last checkpoint the one before is taken, and the weights are the same")
  func damaged() throws {
    let flags = ["--steps", "40", "--save-every", "10", "--schedule", "constant"]
    let corpus = try scratch.corpus()
    try #require(try Tiny.train(corpus, out: scratch.path("whole"), flags).status == 0)
    let first = flags.map { $0 == "40" ? "30" : $0 }
    try #require(try Tiny.train(corpus, out: scratch.path("out"), first).status == 0)
    try Data(scratch.data("out/training.safetensors").dropLast(100))
      .write(to: URL(fileURLWithPath: scratch.path("out/training.safetensors")))
    let resumed = try Command(["train", "--out", scratch.path("out"), "--resume", "--steps", "40"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("going on from the checkpoint of step 20"))
    #expect(
      try scratch.tensors("out/training.safetensors")
        == scratch.tensors("whole/training.safetensors"))
  }

  @Test("A clock that was turned back does not matter: files are from the future then")
  func clock() throws {
    let flags = ["--steps", "40", "--save-every", "10", "--schedule", "constant"]
    let corpus = try scratch.corpus()
    try #require(try Tiny.train(corpus, out: scratch.path("whole"), flags).status == 0)
    let first = flags.map { $0 == "40" ? "30" : $0 }
    try #require(try Tiny.train(corpus, out: scratch.path("out"), first).status == 0)
    let files = FileManager.default
    let names = try files.contentsOfDirectory(atPath: scratch.path("out"))
    // The last checkpoint is the oldest by its date.
    for (days, name) in names.sorted(by: >).enumerated() {
      try files.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: Double(1 + days) * 86_400)],
        ofItemAtPath: scratch.path("out/\(name)"))
    }
    let resumed = try Command(["train", "--out", scratch.path("out"), "--resume", "--steps", "40"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(!resumed.errors.contains("warning"), "\(resumed.errors)")
    #expect(
      try scratch.tensors("out/training.safetensors")
        == scratch.tensors("whole/training.safetensors"))
  }

  @Test("As many checkpoints are kept as asked for", arguments: [1, 2, 4])
  func keep(_ count: Int) throws {
    let flags = ["--steps", "30", "--save-every", "5", "--keep", "\(count)"]
    try #require(
      try Tiny.train(scratch.corpus(), out: scratch.path("out"), flags).status == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path("out"))
    let steps = files.compactMap {
      $0.firstMatch(of: /training-(\d+)\.safetensors/).flatMap { Int($0.1) }
    }
    #expect(steps.sorted() == [10, 15, 20, 25].suffix(count - 1))
    for step in steps {
      let name = "out/training-\(step).safetensors"
      #expect(try !scratch.tensors(name).isEmpty)
    }
  }

  @Test(
    "Of a full disk and a folder that cannot be written the error tells",
    .enabled(if: canMount, "no small file system can be mounted here; try as root"))
  func full() throws {
    let corpus = try scratch.corpus()
    let disk = scratch.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    let mounted = try Command(shell: "mount -t tmpfs -o size=100k tmpfs '\(disk)'")
    try #require(mounted.status == 0, "\(mounted.errors)")
    defer { _ = try? Command(shell: "umount '\(disk)'") }
    let first = try Tiny.train(
      corpus, out: disk + "/out", ["--hidden", "16", "--steps", "2", "--keep", "1"])
    try #require(first.status == 0, "\(first.errors)")
    let before = try Data(contentsOf: URL(fileURLWithPath: disk + "/out/training.safetensors"))
    _ = try Command(shell: "cat /dev/zero > '\(disk)/rest' 2>/dev/null; true")
    let second = try Command(
      ["train", "--out", disk + "/out", "--resume", "--steps", "4", "--threads", "1"])
    #expect(second.status == 1)
    #expect(second.failure?.contains("No space left on device") ?? false, "\(second.errors)")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: disk + "/out/training.safetensors")) == before)
    _ = try Command(shell: "rm '\(disk)/rest'")
    let third = try Command(
      ["train", "--out", disk + "/out", "--resume", "--steps", "4", "--threads", "1"])
    #expect(third.status == 0, "\(third.errors)")
    _ = try Command(shell: "mount -o remount,ro '\(disk)'")
    let fourth = try Command(["train", "--out", disk + "/out", "--resume", "--steps", "6"])
    #expect(fourth.status == 1)
    #expect(fourth.failure?.contains("Read-only file system") ?? false, "\(fourth.errors)")
    expectFailure(
      try Tiny.train(corpus, out: disk + "/new", ["--steps", "1"]), "Read-only file system")
  }

  @Test(
    "A rate a thousand times too high is recovered from or ends with advice, and with a model",
    arguments: [("adamw", "4"), ("muon", "16")])
  func tooFast(_ optimizer: String, _ rate: String) throws {
    let flags = [
      "--steps", "400", "--optimizer", optimizer, "--rate", rate, "--hidden", "64", "--layers", "2",
    ]
    let command = try Tiny.train(scratch.corpus(), out: scratch.path("out"), flags)
    #expect(command.errors.contains("the loss explodes") && command.errors.contains("back to step"))
    if command.status != 0 { expectFailure(command, "after 10 recoveries", "lower --rate") }
    #expect(try Command(["eval", scratch.path("out"), scratch.path("corpus.txt")]).status == 0)
  }
}
