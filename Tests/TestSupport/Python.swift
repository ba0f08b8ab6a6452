import Foundation

/// The Python that the environment variable CHARLM_PYTHON names, if it can import these modules.
///
/// - Parameter modules: what a test needs of it.
/// - Returns: the path of the interpreter, or nil; then the test is to be skipped.
public func python(with modules: String...) -> String? {
  guard let path = ProcessInfo.processInfo.environment["CHARLM_PYTHON"] else { return nil }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = ["-c", "import " + modules.joined(separator: ", ")]
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return nil }
  process.waitUntilExit()
  return process.terminationStatus == 0 ? path : nil
}

/// Runs a Python program to its end.
///
/// - Parameters:
///   - interpreter: what `python(with:)` found.
///   - arguments: the program and its arguments.
/// - Returns: its exit status and what it printed; what went wrong goes to standard error.
/// - Throws: what keeps it from starting.
public func run(_ interpreter: String, _ arguments: [String]) throws -> (
  status: Int32, output: [UInt8]
) {
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(fileURLWithPath: interpreter)
  process.arguments = arguments
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, Array(data))
}
