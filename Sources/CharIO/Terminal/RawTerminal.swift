internal import Foundation
internal import Synchronization

/// The terminal in raw mode: keys arrive one by one and are not shown.
///
/// Standard input and output are the terminal. Its modes are restored at the end, and by signals that crash
/// the process.
package final class RawTerminal {
  /// Switches to the alternate screen, with bracketed paste; and back.
  private static let (enter, leave): (StaticString, StaticString) = (
    "\u{1B}[?1049h\u{1B}[?2004h", "\u{1B}[?2004l\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"
  )
  // Written before the signal handlers are installed, and only read by them.
  nonisolated(unsafe) private static var original = termios()
  private static let isResized = Atomic<Bool>(false)
  private var isRestored = false

  /// Throws if standard input or output is not a terminal that can move its cursor.
  ///
  /// - Throws: `FileError`.
  package static func check() throws {
    for (descriptor, name) in [(Int32(0), "standard input"), (1, "standard output")]
    where isatty(descriptor) != 1 {
      throw FileError(path: name, problem: "is not a terminal")
    }
    if ProcessInfo.processInfo.environment["TERM", default: ""].isEmpty
      || ProcessInfo.processInfo.environment["TERM"] == "dumb"
    {
      throw FileError(path: "TERM", problem: "names a terminal that cannot move its cursor")
    }
  }

  /// Enters raw mode.
  ///
  /// - Throws: `FileError` if standard input or output is not a terminal.
  package init() throws {
    try Self.check()
    var modes = termios()
    guard unsafe tcgetattr(0, &modes) == 0 else {
      throw AtomicFile.failure("standard input", "has no terminal modes")
    }
    unsafe Self.original = modes
    unsafe cfmakeraw(&modes)
    guard unsafe tcsetattr(0, TCSADRAIN, &modes) == 0 else {
      throw AtomicFile.failure("standard input", "cannot enter raw mode")
    }
    Self.write(Self.enter)
    _ = Self.isResized.load(ordering: .relaxed)
    signal(SIGWINCH) { _ in RawTerminal.isResized.store(true, ordering: .relaxed) }
    for number in [SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE] {
      signal(number) { number in
        RawTerminal.restoreModes()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  deinit { restore() }

  /// Restores modes and screen.
  package func restore() {
    guard !isRestored else { return }
    isRestored = true
    Self.restoreModes()
  }

  private static func restoreModes() {
    write(leave)
    unsafe tcsetattr(0, TCSADRAIN, &original)
  }

  /// Writes a text that needs no memory, as signal handlers must.
  private static func write(_ text: StaticString) {
    _ = unsafe Foundation.write(1, text.utf8Start, text.utf8CodeUnitCount)
  }

  /// The size of the terminal, 80 columns of 24 rows if it does not tell.
  package var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Returns whether the size may have changed since the last call.
  package func wasResized() -> Bool {
    Self.isResized.exchange(false, ordering: .relaxed)
  }

  /// Waits for input.
  ///
  /// - Parameter milliseconds: the maximum time to wait; a signal ends it too.
  /// - Returns: the bytes; none if nothing has arrived, nil if the terminal is gone.
  package func read(within milliseconds: Int32) -> [UInt8]? {
    var wanted = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&wanted, 1, milliseconds) > 0 else { return [] }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 12) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      count = max(0, unsafe systemRead(0, base, 1 << 12))
    }
    return bytes.isEmpty ? nil : bytes
  }
}
