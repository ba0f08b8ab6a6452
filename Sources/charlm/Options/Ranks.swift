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
