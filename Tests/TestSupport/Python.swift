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
