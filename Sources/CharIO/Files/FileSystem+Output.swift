internal import Foundation

extension FileSystem {
  /// Throws if a file or directory to write is one that is read.
  ///
  /// - Parameters:
  ///   - output: The path to write; there may be nothing yet.
  ///   - inputs: The paths that are read; `-` is standard input.
  /// - Throws: `FileError`.
  package static func checkOutput(_ output: String, isNot inputs: [String]) throws {
    guard let written = (try? status(output))?.identity else { return }
    for input in inputs {
      let read = input == "-" ? try? status(of: STDIN_FILENO) : try? status(input)
      if read?.identity == written { throw outputError(output, "is read, too") }
    }
  }

  /// Throws if a file or directory to write is one that is read, lies in one or contains one.
  ///
  /// - Parameters:
  ///   - output: The path to write; there may be nothing yet.
  ///   - inputs: The paths that are read; `-` is standard input.
  /// - Throws: `FileError`.
  package static func checkOutput(_ output: String, isApartFrom inputs: [String]) throws {
    try checkOutput(output, isNot: inputs)
    let target = FilePath.resolved(output)
    for input in inputs where input != "-" {
      let source = FilePath.resolved(input)
      if FilePath.part(of: target, below: source) != nil {
        throw outputError(output, "lies in \(input), which is read")
      }
      if FilePath.part(of: source, below: target) != nil {
        throw outputError(output, "contains \(input), which is read")
      }
    }
  }

  private static func outputError(_ output: String, _ problem: String) -> FileError {
    FileError(path: output, problem: "\(problem); name another output")
  }
}
