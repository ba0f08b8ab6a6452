import Foundation
import Testing

@Suite("Lines to score")
struct ScoreInputTests {
  private let scratch: Scratch
  private let model: String
  init() throws {
    scratch = try Scratch()
    model = try scratch.model("--boundary", "line")
  }

  @Test("Thousands of lines, and one that is longer than a part, come out in order")
  func many() throws {
    let words = ["the", "miller", "", "walks \t along", "a quiet river", "é"]
    var lines = (0..<3000).map { "\($0) " + words[$0 % words.count] }
    lines[1500] = String(repeating: "small boats drift ", count: 100_000)
    lines[2000] = ""
    let output = try Command(["score", model], input: lines.joined(separator: "\r\n")).output
    let rows = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(rows.count == lines.count)
    #expect(
      rows.map { $0.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)[2] }
        == lines.map { $0[...] })
    for index in [0, 7, 1023, 1024, 2000, 2999] {
      #expect(
        try Command(["score", model], input: lines[index] + "\n").output == rows[index] + "\n")
    }
  }

  @Test("Bytes that are not UTF-8 are found where they stand, or replaced")
  func invalid() throws {
    let start = String(repeating: "the river\n", count: 3000)
    let file = try scratch.file("bad.txt", Array(start.utf8) + [0x61, 0xC3, 0x0A, 0x62])
    let command = try Command(["score", model, file])
    #expect(command.status == 1)
    #expect(command.failure?.contains("bad.txt:3001:2 (byte 30001): not valid UTF-8") == true)
    let replaced = try Command(["score", model, file, "--invalid", "replace", "--json"]).objects
    #expect(replaced.suffix(2).compactMap { $0["text"] as? String } == ["a\u{FFFD}", "b"])
  }

  @Test("What has arrived through a pipe is scored before the pipe ends", .timeLimit(.minutes(1)))
  func pipe() throws {
    let (input, output) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = Command.path
    process.arguments = ["score", model]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    for text in ["the river", "small boats"] {
      try input.fileHandleForWriting.write(contentsOf: Data("\(text)\n".utf8))
      let row = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(row.hasSuffix("\t\(text)\n"))
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
