import CharIO
import Foundation
import TestSupport
import Testing

/// A log grows by lines and goes back to a step.
@Suite("Step logs")
struct StepLogTests {
  private func lines(_ log: StepLog) throws -> (lines: [String], damaged: Int) {
    var lines: [String] = []
    let damaged = try log.read { line in
      lines.append(String(decoding: line, as: UTF8.self))
      return (try? JSON(parsing: line)) != nil
    }
    return (lines, damaged)
  }

  @Test("the first line makes the file, and going back drops later and damaged lines")
  func rewinding() throws {
    let scratch = try Scratch()
    let log = StepLog(scratch.path("log"))
    for step in [10, 20, 30] { try log.append(.object([("step", .integer(step)), ("x", "a\nb")])) }
    try scratch.write(try scratch.read("log") + Array("{\"step\":1".utf8), to: "log")
    try log.rewind(to: 20)
    #expect(
      try lines(log) == ([#"{"step":10,"x":"a\nb"}"#, #"{"step":20,"x":"a\nb"}"#], 0))
    try log.append(.object([("step", 21)]))
    #expect(try lines(log).lines.last == #"{"step":21}"#)
    try log.rewind(to: -1)
    #expect(try scratch.read("log") == [])
    #expect(try scratch.files == ["log"])
  }

  @Test("damaged and very long lines are counted, and the last one need not be complete")
  func damage() throws {
    let scratch = try Scratch()
    let long = String(repeating: "x", count: 3 << 20)
    try scratch.write(Array("{}\n\nno\n\(long)\n{ }\n{\"a\"".utf8), to: "log")
    let (lines, damaged) = try lines(StepLog(scratch.path("log")))
    #expect(lines == ["{}", "no", "{ }", "{\"a\""])
    #expect(damaged == 2)
  }

  @Test("a log that cannot be read or written is an error that names it")
  func failure() throws {
    let scratch = try Scratch()
    let log = StepLog(scratch.path("none/log"))
    #expect(throws: FileError.self) { try log.read { _ in true } }
    #expect(throws: FileError.self) { try log.append(.object([("step", 1)])) }
    #expect(throws: FileError.self) { try log.rewind(to: 1) }
  }
}
