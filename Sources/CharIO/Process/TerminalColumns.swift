internal import Foundation

/// Columns of the terminal behind a file descriptor; nil where there is none.
package func terminalColumns(_ descriptor: Int32) -> Int? {
  var size = winsize()
  let status = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
  return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
}
