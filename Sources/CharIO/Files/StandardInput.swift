internal import Foundation

/// The kind and state of standard input.
package enum StandardInput {
  /// True if standard input is a file, a pipe or a socket, not a terminal, a device such as
  /// /dev/null, or closed.
  package static var isRedirected: Bool {
    var status = stat()
    guard unsafe fstat(0, &status) == 0 else { return false }
    return [S_IFREG, S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// Waits for input, or for its end.
  ///
  /// - Parameter milliseconds: The maximum time to wait.
  /// - Returns: Whether there is input or its end.
  package static func isReady(within milliseconds: Int32) -> Bool {
    var wanted = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wanted, 1, milliseconds) > 0
  }
}
