import CharIO
import CharLM
import CharMPI
import CharNumerics
import CharTraining
import Foundation

/// The processes of this command: one, or those that `mpirun` or `srun` started.
enum Ranks {
  /// Calls `body` with the ranks of this command; other ranks than 0 are silent.
  ///
  /// - Throws: the error of `body`, or `Failure` if several ranks were started and this program
  ///   cannot connect them.
  static func together(_ body: (any Communicator) throws -> Void) throws {
    guard isLaunched else { return try body(OneProcess()) }
    #if MPI
      let ranks = MPIRank()
      if ranks.rank > 0 { Interrupt.ignore() }
      do {
        try body(ranks)
      } catch is RankEnded {
        ranks.end()
        Foundation.exit(1)
      } catch {
        // Before other ranks: the end of this one may end the output of all.
        Console.error(error.message)
        ranks.end()
        Foundation.exit(1)
      }
      ranks.end()
    #else
      guard sizes.allSatisfy({ $0 <= 1 }) else {
        throw Failure(
          "several ranks were started, but this charlm was built without MPI; build it with: "
            + "swift build -c release --traits default,MPI")
      }
      try body(OneProcess())
    #endif
  }

  /// Variables in which launchers give each process the number of ranks, or its rank.
  private static let sizeNames = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"]

  private static var sizes: [Int] {
    sizeNames.compactMap { ProcessInfo.processInfo.environment[$0].flatMap { Int($0) } }
  }

  private static var isLaunched: Bool {
    !sizes.isEmpty || ProcessInfo.processInfo.environment["PMIX_RANK"] != nil
  }
}

extension Communicator {
  /// The default number of threads; nil = all processors.
  var threads: Int? { size == 1 ? nil : max(1, processorCount / neighbors) }

  /// Returns the directory of a run on this rank: other ranks than 0, whose hosts may not have it,
  /// get the files that say how to read its text in a folder of their own.
  func mirror(_ directory: String) throws -> String {
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
  func removeMirror(_ directory: String) {
    if rank > 0 { try? FileManager.default.removeItem(atPath: directory) }
  }
}
