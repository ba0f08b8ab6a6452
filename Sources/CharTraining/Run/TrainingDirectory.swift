internal import CharLM
internal import CharNetwork
internal import CharIO
internal import Foundation

/// The output directory of a run, locked against other processes.
final class TrainingDirectory {
  let path: String
  private let lock: FolderLock

  /// Checks, creates and locks the directory.
  ///
  /// - Parameters:
  ///   - path: the directory; created if missing.
  ///   - resumes: true if it must contain a run to resume.
  /// - Throws: `TrainingError`, or `FileError` if another process has locked it or it is not
  ///   writable.
  init(_ path: String, resumes: Bool) throws {
    try Self.check(path, resumes: resumes)
    try FileSystem.makeDirectory(path)
    lock = try FolderLock(path)
    self.path = path
    try ModelFile.settle(path)
    for name in Self.names(in: path) where ModelFile.isUnfinished(name, in: path) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Checks without writing that a run may use a directory. For a new run it must not contain files
  /// that would be overwritten, except those of a run stopped before its first step.
  static func check(_ path: String, resumes: Bool) throws {
    guard !resumes else {
      guard FileManager.default.fileExists(atPath: ModelFile.checkpoint.path(in: path)) else {
        throw TrainingError.noCheckpoint(path)
      }
      return
    }
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard FileSystem.isDirectory(path) else {
      throw FileError(path: path, problem: "is a file; give a new or empty directory")
    }
    let content = names(in: path)
    if content.contains(ModelFile.training.rawValue) { throw TrainingError.modelExists(path) }
    if (try? ModelConfiguration(ofModelIn: path)) != nil { throw TrainingError.modelExists(path) }
    if let other = content.sorted().first(where: { !mayStay($0, in: path) }) {
      throw TrainingError.notAModel(path, found: other)
    }
  }

  /// Returns true if a file does not prevent a new run.
  private static func mayStay(_ name: String, in path: String) -> Bool {
    switch ModelFile(rawValue: name) {
    case .checkpoint: TrainingCheckpoint.isOfStart(ModelFile.checkpoint.path(in: path))
    case .metrics: (try? AtomicFile.read(ModelFile.metrics.path(in: path)))?.isEmpty ?? false
    case nil where name == FolderLock.fileName: FolderLock.isLock(in: path)
    case nil: name.hasPrefix(".") || ModelFile.isUnfinished(name, in: path)
    default: false
    }
  }

  private static func names(in path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  // MARK: - Checkpoints

  /// Writes a checkpoint and keeps the latest earlier ones.
  ///
  /// - Parameters:
  ///   - checkpoint: the state of the run.
  ///   - network: the network of the weights.
  ///   - previous: the step of the existing checkpoint; nil if there is none.
  ///   - keep: maximum number of checkpoints.
  /// - Throws: `FileError`; the existing checkpoint is then kept.
  func write(
    _ checkpoint: TrainingCheckpoint, _ network: CharacterNetwork, previous: Int?, keep: Int
  ) throws {
    let latest = ModelFile.checkpoint.path(in: path)
    if let previous, previous > 0, previous < checkpoint.progress.step, keep > 1 {
      // A hard link, so that a checkpoint exists at any time.
      let earlier = "\(path)/\(Self.name(ofStep: previous))"
      try? FileManager.default.removeItem(atPath: earlier)
      try? FileManager.default.linkItem(atPath: latest, toPath: earlier)
    }
    try checkpoint.write(to: latest, network)
    let earlier = earlierSteps
    for step in earlier.filter({ $0 >= checkpoint.progress.step }) + earlier.dropFirst(keep - 1) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(Self.name(ofStep: step))")
    }
  }

  /// Reads the latest intact checkpoint.
  ///
  /// - Parameter read: reads a checkpoint file.
  /// - Returns: the checkpoint, and a warning if it is not the last one written.
  /// - Throws: the error of the last checkpoint, if none is intact.
  func latestCheckpoint(
    _ read: (String) throws -> TrainingCheckpoint
  ) throws -> (checkpoint: TrainingCheckpoint, warning: String?) {
    do {
      return (try read(ModelFile.checkpoint.path(in: path)), nil)
    } catch {
      for step in earlierSteps {
        if let checkpoint = try? read("\(path)/\(Self.name(ofStep: step))") {
          return (checkpoint, "\(error); going on from the checkpoint of step \(step) before it")
        }
      }
      throw error
    }
  }

  /// The steps of the earlier checkpoints, latest first.
  private var earlierSteps: [Int] {
    Self.names(in: path).compactMap(Self.step).sorted(by: >)
  }

  private static let prefix = "training-", suffix = ".safetensors"

  private static func name(ofStep step: Int) -> String { "\(prefix)\(step)\(suffix)" }

  private static func step(_ name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    return Int(name.dropFirst(prefix.count).dropLast(suffix.count))
  }
}
