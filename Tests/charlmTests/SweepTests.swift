import CharIO
import Foundation
import Testing

@Suite("charlm sweep")
struct SweepCommandTests {
  private let scratch: Scratch
  private let settings = "hidden: 8\nembedding: 8\nlayers: 1\nbatch: 4\nbptt: 8\nsteps: 4\n"

  init() throws { scratch = try Scratch() }

  private func sweep(_ yaml: String, _ flags: String...) throws -> Command {
    let file = try scratch.file("sweep.yaml", settings + "corpus: \(scratch.corpus())\n" + yaml)
    return try Command(["sweep", file, "--out", scratch.path("runs")] + flags)
  }

  @Test("prints a table, CSV and a page; as JSON a line for each run, and a summary")
  func results() throws {
    let grid = "grid:\n  rate: [0.00001, 0.02]\nseeds: 2\n"
    let command = try sweep(grid)
    #expect(command.status == 0, "\(command.errors)")
    let lines = command.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 5, "\(command.output)")
    #expect(lines[1].split(separator: " ").first == "0.02")
    #expect(lines[3] == scratch.path("runs/sweep.csv"))
    let csv = try String(contentsOfFile: lines[3], encoding: .utf8)
    #expect(csv.split(separator: "\r\n").count == 5 && csv.contains("\"rate=0.02,seed=1\",0.02,1,"))
    #expect(try String(contentsOfFile: lines[4], encoding: .utf8).contains("rate=0.02,seed=1"))

    let again = try sweep(grid, "--json")
    #expect(again.status == 0 && !again.errors.contains("to train"))
    let objects = try again.objects
    #expect(objects.count == 5 && objects[3]["run"] as? String == "rate=0.02,seed=1")
    #expect(objects.dropLast().allSatisfy { $0["state"] as? String == "complete" })
    #expect(objects[4]["complete"] as? Int == 4 && objects[4]["failed"] as? Int == 0)
    let combinations = try #require(objects[4]["combinations"] as? [[String: Any]])
    #expect(combinations.first?["runs"] as? Int == 2)
    let losses = combinations.compactMap { $0["mean_valid_nats_per_token"] as? Double }
    #expect(losses.count == 2 && losses == losses.sorted())
  }

  @Test("prints the commands of the runs that have not ended, which give the same models")
  func commands() throws {
    let yaml = "grid:\n  cell: [gru, lstm]\n  dropout: [0, 0.25]\n"
    let printed = try sweep(yaml, "--print")
    #expect(printed.status == 0, "\(printed.errors)")
    let lines = printed.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 4)
    let line = lines[3].replacing("charlm train", with: "\"$charlm\" train")
      .replacing("/runs/", with: "/alone/")
    #expect(try Command(shell: line).status == 0)
    #expect(try sweep(yaml).status == 0)
    let name = "cell=lstm,dropout=0.25/model.safetensors"
    #expect(try scratch.tensors("runs/\(name)") == scratch.tensors("alone/\(name)"))
    #expect(try sweep(yaml, "--print").output.isEmpty)
    let results = try sweep(yaml, "--results", "--json")
    #expect(try results.objects.last?["complete"] as? Int == 4)
  }

  @Test("fails if a run fails, after the others have been trained")
  func failures() throws {
    let command = try sweep("grid:\n  min-count: [1, 100000]\n", "--json")
    #expect(command.status == 1)
    #expect(command.failure?.hasPrefix("1 of 2 runs failed") ?? false, "\(command.errors)")
    let objects = try command.objects
    #expect(objects.map { $0["state"] as? String } == ["complete", "failed", nil])
    #expect((objects[1]["error"] as? String)?.isEmpty == false)
  }

  @Test("says where a file is wrong, and what it lacks")
  func problems() throws {
    let line = settings.split(separator: "\n").count + 3
    let cases = [
      ("grid:\n  hiden: [1]\n", ":\(line):3: hiden is no setting"),
      ("halving: {factor: 2}\n", "halving needs the steps"),
      ("resume: true\n", "resume has no meaning in a sweep"),
    ]
    for (yaml, problem) in cases {
      let command = try sweep(yaml)
      #expect(command.status == 1 && command.failure?.contains(problem) ?? false, "\(command)")
    }
    let file = try scratch.file("empty.yaml", "steps: 3\n")
    #expect(try Command(["sweep", file]).failure?.contains("names no text") ?? false)
    #expect(try Command(["sweep", scratch.path("none.yaml")]).status == 1)
    let both = try Command(["sweep", file, "--print", "--results"])
    #expect(both.status == 64)
    let halving = try sweep("halving: {steps: 2}\n", "--print")
    #expect(halving.failure?.contains("depends on the one before") ?? false)
  }

  @Test("saves all runs at the first interrupt, and says that the same command goes on")
  func interrupt() throws {
    let file = try scratch.file(
      "sweep.yaml",
      settings.replacing("steps: 4", with: "steps: 1000000") + "corpus: \(scratch.corpus())\n"
        + "grid:\n  cell: [gru, lstm]\n")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c",
      "exec '\(Command.path.path)' sweep '\(file)' --out '\(scratch.path("runs"))' --jobs 2 "
        + "2> '\(scratch.path("errors"))'",
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end, process.isRunning,
      ["gru", "lstm"].contains(where: {
        (try? scratch.data("runs/cell=\($0)/metrics.jsonl"))?.isEmpty ?? true
      })
    { usleep(2000) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    let errors = String(decoding: try scratch.data("errors"), as: UTF8.self)
    #expect(process.terminationReason == .exit && process.terminationStatus == 0, "\(errors)")
    #expect(errors.contains("2 runs are left: go on with the same command"), "\(errors)")
    let printed = try Command(["sweep", file, "--out", scratch.path("runs"), "--print"]).output
    #expect(printed.split(separator: "\n").count { $0.hasSuffix("--resume") } == 2, "\(printed)")
  }
}
