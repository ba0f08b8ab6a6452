import Foundation
import Testing

@Suite("A run that is told to stop")
struct InterruptTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Starts a run of half a minute, sends signals once it trains, and returns its status and what it said.
  private func run(
    _ signals: [Int32], through shell: String = "exec", waitsForEnd: Bool = true
  ) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let corpus = try scratch.corpus()
    let flags = (Tiny.flags + Tiny.lasting + ["--save-every", "1000000"]).joined(
      separator: " ")
    process.arguments = [
      "-c",
      "\(shell) '\(Command.path.path)' train '\(corpus)' --out '\(scratch.path("out"))' \(flags) 2> '\(scratch.path("errors"))'",
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let end = ContinuousClock.now + .seconds(60)
    // A line of the history is written by a run that listens.
    while ContinuousClock.now < end, process.isRunning,
      (try? scratch.data("out/metrics.jsonl"))?.isEmpty ?? true
    { usleep(2000) }
    for signal in signals { kill(process.processIdentifier, signal) }
    if !waitsForEnd {
      usleep(300_000)
      #expect(process.isRunning)
      kill(process.processIdentifier, SIGTERM)
    }
    process.waitUntilExit()
    return (
      process.terminationReason == .exit ? process.terminationStatus : -1,
      String(decoding: try scratch.data("errors"), as: UTF8.self)
    )
  }

  @Test(
    "saves, says how to go on and exits with 0; a hang-up may come twice",
    arguments: [[SIGINT], [SIGTERM], [SIGHUP], [SIGHUP, SIGHUP]])
  func stops(_ signals: [Int32]) throws {
    let (status, errors) = try run(signals)
    #expect(status == 0, "\(errors)")
    #expect(errors.contains("go on with: charlm train"))
    let resumed = try Command(
      ["train", "--out", scratch.path("out"), "--resume", "--minutes", "none", "--steps", "1"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try scratch.object("out/config.json")["training"] != nil)
  }

  @Test("goes on after a hang-up that is ignored, as under nohup")
  func ignored() throws {
    let (status, errors) = try run([SIGHUP], through: "trap '' HUP; exec", waitsForEnd: false)
    #expect(status == 0, "\(errors)")
  }
}
