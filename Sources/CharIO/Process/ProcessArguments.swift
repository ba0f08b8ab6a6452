internal import Foundation

/// The arguments of the process as bytes, which need not be UTF-8; the first one is its name.
package var processArguments: [[UInt8]] {
  (0..<Int(CommandLine.argc)).compactMap { index in
    guard let argument = unsafe CommandLine.unsafeArgv[index] else { return nil }
    let bytes = unsafe UnsafeBufferPointer(start: argument, count: strlen(argument))
    return unsafe bytes.map { UInt8(bitPattern: $0) }
  }
}
