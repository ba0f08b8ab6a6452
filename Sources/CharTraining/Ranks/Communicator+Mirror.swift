internal import CharIO
internal import CharLM
package import CharNumerics
internal import Foundation

extension Communicator {
  /// The default number of threads; nil = all processors.
  package var threads: Int? { size == 1 ? nil : max(1, processorCount / neighbors) }

  /// Returns the directory of a run on this rank: other ranks than 0, whose hosts may not have it,
  /// get the files that say how to read its text in a folder of their own.
  ///
  /// - Parameter directory: the directory of the run.
  /// - Returns: the directory to read, for ``removeMirror(_:)``.
  package func mirror(_ directory: String) -> String {
    guard size > 1 else { return directory }
    let files: [ModelFile] = [.training, .configuration, .tokenizer]
    let folder = NSTemporaryDirectory() + "charlm-\(ProcessInfo.processInfo.processIdentifier)"
    if rank > 0 { try? FileSystem.makeDirectory(folder) }
    for file in files {
      let bytes = broadcast(
        lengthAnd: rank == 0 ? (try? AtomicFile.read(file.path(in: directory))) ?? [] : [],
        filler: 0)
      if rank > 0, !bytes.isEmpty { try? AtomicFile.write([bytes], to: file.path(in: folder)) }
    }
    return rank == 0 ? directory : folder
  }

  /// Removes the folder of a rank.
  ///
  /// - Parameter directory: what ``mirror(_:)`` returned.
  package func removeMirror(_ directory: String) {
    if rank > 0 { try? FileManager.default.removeItem(atPath: directory) }
  }
}
