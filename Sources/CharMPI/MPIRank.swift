#if MPI
  internal import CMPI
  package import CharNumerics
  internal import Foundation

  /// A rank that is a process started by `mpirun` or `srun`.
  package struct MPIRank: Communicator {
    package let rank: Int
    package let size: Int
    package let neighbors: Int
    package let host: String

    /// Starts MPI; once in a process.
    package init() {
      var (rank, size, neighbors): (Int32, Int32, Int32) = (0, 0, 0)
      let hasThreads = unsafe charlm_mpi_start(&rank, &size, &neighbors)
      (self.rank, self.size, self.neighbors) = (Int(rank), Int(size), Int(neighbors))
      host = ProcessInfo.processInfo.hostName
      if size > 1, hasThreads { Heartbeat(self).start() }
    }

    package func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) -> Transfer {
      Transfer(Int(unsafe charlm_mpi_send(bytes.baseAddress, Int64(bytes.count), Int32(rank))))
    }

    package func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) -> Transfer {
      Transfer(Int(unsafe charlm_mpi_receive(bytes.baseAddress, Int64(bytes.count), Int32(rank))))
    }

    package func isDone(_ transfer: Transfer) -> Bool {
      charlm_mpi_is_done(Int64(transfer.number))
    }

    /// Ends MPI; every rank calls it.
    package func end() {
      barrier()
      Heartbeat.stop()
      charlm_mpi_end()
    }
  }
#endif
