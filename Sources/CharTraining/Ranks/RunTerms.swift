internal import CharLM
internal import CharNumerics

/// The facts that all ranks of a run must have in common.
struct RunTerms: Codable {
  /// The settings of the run, which rank 0 decides, and the fingerprint of its text.
  var manifest: TrainingManifest
  var version = RunOrigin.version
  /// The kernels in use, which round differently.
  var kernels = KernelPath.current.description

  /// Checks that the conditions of this rank are those of rank 0.
  ///
  /// - Throws: `RankDifference`.
  func check(fingerprint: String) throws {
    let here = RunTerms(manifest: manifest)
    guard version == here.version else {
      throw RankDifference(
        "is charlm \(here.version), but \(version) on rank 0; install one version on all hosts")
    }
    guard kernels == here.kernels else {
      throw RankDifference(
        "uses the kernels \(here.kernels), but rank 0 uses \(kernels), which round differently; set "
          + "CHARLM_KERNELS to one of them on all hosts")
    }
    guard manifest.fingerprint == fingerprint else {
      throw RankDifference(
        "reads another text than rank 0; copy the same files to all hosts")
    }
  }
}

/// A condition in which a rank differs from rank 0.
struct RankDifference: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
