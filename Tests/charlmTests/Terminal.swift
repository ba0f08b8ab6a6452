import Foundation
import Testing

/// A terminal of tmux in which the built command runs, for tests of what people see.
final class Terminal {
  /// The path of tmux; nil where it is not installed.
  static let tmux: String? =
    ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    .map { "\($0)/tmux" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// A server of its own, which no other terminal shares.
  private let socket = "charlm-test-\(UUID().uuidString)"

  private let server = Process()

  /// Starts `charlm` with arguments in a shell, which prints `left STATUS` at its end.
  init(_ arguments: [String], columns: Int = 80, rows: Int = 20, in directory: String) throws {
    let line =
      ([Command.path.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
      + "; printf '\\r\\nleft %s\\r\\n' $?; stty -a | grep -o ' echo\\b\\|-echo\\b' | head -1; sleep 600"
    // In the foreground: a server in the background would keep what tells that a process has ended.
    server.executableURL = URL(fileURLWithPath: try #require(Self.tmux))
    server.arguments = ["-u", "-L", socket, "-f", "/dev/null", "-D"]
    server.standardInput = FileHandle.nullDevice
    server.standardOutput = FileHandle.nullDevice
    server.standardError = FileHandle.nullDevice
    try server.run()
    for _ in 0..<100 where (try? tmux("show-options", "-g", "status")) == nil {
      Thread.sleep(forTimeInterval: 0.1)
    }
    try tmux(
      "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", directory,
      line)
  }

  deinit { server.terminate() }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let command = try Command(
      ["-u", "-L", socket] + arguments,
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"],
      executable: URL(fileURLWithPath: try #require(Self.tmux)))
    guard command.status == 0 else { throw TerminalError(description: command.errors) }
    return command.output
  }

  /// Types text.
  func type(_ text: String) throws { try tmux("send-keys", "-l", "--", text) }

  /// Presses keys, by their names in tmux.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// The screen.
  var screen: String {
    get throws { try tmux("capture-pane", "-p") }
  }

  /// Column and row of the cursor.
  var cursor: [Int] {
    get throws {
      try tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split { $0.isWhitespace }
        .compactMap { Int($0) }
    }
  }

  /// Kills the command as the system would.
  func kill() throws {
    let shell = try tmux("display-message", "-p", "#{pane_pid}")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    _ = try Command(shell: "kill -9 $(ps -o pid= --ppid \(shell) | head -1)")
  }

  /// Waits until the screen is as wanted.
  func wait(
    _ wanted: (String) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for _ in 0..<600 {
      if wanted(try screen) { return }
      Thread.sleep(forTimeInterval: 0.1)
    }
    Issue.record("the screen is:\n\(try screen)", sourceLocation: sourceLocation)
    throw CancellationError()
  }

  /// Waits until the screen shows a text.
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait({ $0.contains(text) }, sourceLocation: sourceLocation)
  }
}

/// What tmux says.
private struct TerminalError: Error, CustomStringConvertible {
  let description: String
}
