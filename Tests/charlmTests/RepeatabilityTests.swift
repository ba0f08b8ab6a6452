import Foundation
import Testing

@Suite("A training run")
struct RepeatabilityTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("The same command twice gives the same bytes, another seed gives others")
  func twice() throws {
    for (name, seed) in [("a", "5"), ("b", "5"), ("c", "6")] {
      _ = try scratch.model("--steps", "25", "--dropout", "0.3", "--seed", seed, name: name)
    }
    let weights = try scratch.data("a/model.safetensors")
    #expect(try scratch.data("b/model.safetensors") == weights)
    #expect(try scratch.data("c/model.safetensors") != weights)
    #expect(try scratch.data("a/tokenizer.json") == scratch.data("b/tokenizer.json"))
  }

  @Test("The number of threads changes nothing, the number of shards may")
  func threads() throws {
    for threads in ["1", "2", "3"] {
      _ = try scratch.model(
        "--steps", "25", "--shards", "3", "--dropout", "0.3", "--threads", threads, name: threads)
    }
    let weights = try scratch.data("1/model.safetensors")
    #expect(try scratch.data("2/model.safetensors") == weights)
    #expect(try scratch.data("3/model.safetensors") == weights)
  }

  @Test("An interrupt saves, says how to go on, and costs nothing", arguments: [SIGINT, SIGTERM])
  func interrupt(_ signal: Int32) throws {
    let steps = 5000
    // Large enough to be met in the middle.
    let flags = ["--hidden", "48", "--steps", "\(steps)", "--eval-every", "500", "--json"]
    let corpus = try scratch.corpus()
    let whole = try Tiny.train(corpus, out: scratch.path("whole"), flags)
    try #require(whole.status == 0)

    let process = Process()
    let errors = scratch.path("errors")
    try #require(FileManager.default.createFile(atPath: errors, contents: nil))
    process.executableURL = Command.path
    process.arguments = ["train", corpus, "--out", scratch.path("parts")] + Tiny.flags + flags
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: errors)
    unblock(signal)
    try process.run()
    while (try? scratch.data("parts/metrics.jsonl"))?.isEmpty ?? true, process.isRunning {
      usleep(1000)
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
    let text = String(decoding: try scratch.data("errors"), as: UTF8.self)
    #expect(text.contains("stopped after step "))
    #expect(text.contains("go on with: charlm train --out \(scratch.path("parts")) --resume"))

    let rest = try Command(["train", "--out", scratch.path("parts"), "--resume", "--json"])
    #expect(rest.errors.contains("resuming after step "))
    #expect(try rest.object["steps"] as? Int == steps)
    let settings = try configurations()
    #expect(try rest.object["best_step"] as? Int == whole.object["best_step"] as? Int, "\(text)")
    #expect(
      try scratch.data("parts/model.safetensors") == scratch.data("whole/model.safetensors"),
      "\(text)\(settings)")
    #expect(
      try scratch.tensors("parts/training.safetensors")
        == scratch.tensors("whole/training.safetensors"))
    func reported(_ name: String) throws -> [Int] {
      try JSONLines.parse(String(decoding: scratch.data("\(name)/metrics.jsonl"), as: UTF8.self))
        .compactMap { $0["step"] as? Int }
    }
    #expect(try reported("parts") == reported("whole"))
  }

  /// The settings of both runs.
  private func configurations() throws -> String {
    try ["whole", "parts"].map {
      "\($0): \(String(decoding: try scratch.data("\($0)/training.json"), as: UTF8.self))"
    }.joined(separator: "\n")
  }

  /// Threads that run tests block signals, and a command inherits that from the thread it is
  /// started on; no shell does so.
  private func unblock(_ signal: Int32) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, signal)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  @Test(
    "A rate that explodes ends the run in the end, and leaves a model that can be read",
    arguments: ["1e10", "1e20", "1e30", "1e38", "1e300"])
  func explosion(_ rate: String) throws {
    let flags = [
      "--rate", rate, "--clip-norm", "none", "--optimizer", "sgd", "--steps", "500", "--warmup",
      "0", "--momentum", "0.99", "--schedule", "constant",
    ]
    let out = scratch.path("out")
    let command = try Tiny.train(scratch.corpus(), out: out, flags)
    expectFailure(command, "after 10 recoveries", "the checkpoint of step", "lower --rate")
    for arguments in [["info", out], ["info", out, "--last"], ["sample", out, "--length", "5"]] {
      let result = try Command(arguments)
      #expect(result.status == 0, "\(result.errors)")
    }
    let evaluation = try Command(["eval", out, scratch.corpus(), "--json"])
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    #expect(try evaluation.object["tokens"] as? Int == Tiny.text.unicodeScalars.count)
  }

  @Test("Metrics are a line per report and per evaluation, with the keys of the contract")
  func metrics() throws {
    _ = try scratch.model("--steps", "20", "--eval-every", "5")
    let lines = try JSONLines.parse(
      String(decoding: scratch.data("model/metrics.jsonl"), as: UTF8.self))
    let reports = lines.filter { $0["train_nats"] != nil }
    let evaluations = lines.filter { $0["train_nats"] == nil }
    for report in reports {
      #expect(
        Set(report.keys) == [
          "step", "epoch", "tokens", "seconds", "train_nats", "rate", "gradient_norm",
          "tokens_per_second",
        ])
    }
    for evaluation in evaluations {
      #expect(
        Set(evaluation.keys) == [
          "step", "epoch", "tokens", "seconds", "valid_nats_per_token", "valid_bits_per_character",
        ])
    }
    #expect(reports.compactMap { $0["step"] as? Int } == [10, 20])
    #expect(evaluations.compactMap { $0["step"] as? Int } == [5, 10, 15, 20])
  }
}
