import Foundation
import Testing

#if !MPI
  @Suite("Ranks")
  struct RanksTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    @Test("A command built without MPI does not train as one of several ranks")
    func withoutMPI() throws {
      let corpus = try scratch.file("text.txt", Tiny.text)
      let out = scratch.path("model")
      for size in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"] {
        let run = try Command(
          shell: "\(size)=2 \"$charlm\" train \(corpus) --out \(out) --steps 1")
        expectFailure(run, "built without MPI")
        #expect(!FileManager.default.fileExists(atPath: out))
      }
      let alone = try Command(
        shell: """
          OMPI_COMM_WORLD_SIZE=1 "$charlm" train \(corpus) --out \(out) --steps 1 --hidden 4 \
            --embedding 2 --batch 2 --bptt 4
          """)
      #expect(alone.status == 0, "\(alone.errors)")
    }

    @Test("One process does not average weights with others")
    func oneProcess() throws {
      let out = scratch.path("model")
      let run = try Tiny.train(
        scratch.corpus(), out: out, ["--steps", "2", "--sync-every", "4"])
      expectFailure(run, "--sync-every: averages the weights of several ranks", "mpirun")
      #expect(!FileManager.default.fileExists(atPath: out))
      let mean = try Tiny.train(
        scratch.corpus(), out: out, ["--sync-every", "4", "--average", "ema"])
      expectRefusal(mean, "--average needs the weights of every step", "--sync-every")
    }
  }
#endif
