internal import Foundation

/// Returns the number of columns of a terminal; nil if the file descriptor is not a terminal.
package func terminalColumns(_ descriptor: Int32) -> Int? {
  var size = winsize()
  let status = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
  return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
}
