internal import CharLM
internal import CharNetwork
internal import CharIO
internal import Foundation

/// The directory that a run writes to, and no other process meanwhile.
final class TrainingDirectory {
  let path: String
  private let lock: FolderLock

  /// Makes sure that the directory is one this run may write to, and takes it.
  ///
  /// - Parameters:
  ///   - path: the directory; made if it is not there.
  ///   - resumes: whether it holds a run that is to go on.
  /// - Throws: `TrainingError`, or `FileError` if another process has it or nothing can be written.
  init(_ path: String, resumes: Bool) throws {
    try Self.check(path, resumes: resumes)
    try FileSystem.makeDirectory(path)
    lock = try FolderLock(path)
    self.path = path
    try ModelFile.settle(path)
    for name in Self.names(in: path) where ModelFile.isUnfinished(name) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Checks, as far as that goes without writing, whether a run may use a directory: a new one may hold
  /// nothing that the run would replace, but for what a run leaves that was stopped before its first step.
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

  /// Whether a file does not stand in the way of a new run.
  private static func mayStay(_ name: String, in path: String) -> Bool {
    switch ModelFile(rawValue: name) {
    case .checkpoint: TrainingCheckpoint.isOfStart(ModelFile.checkpoint.path(in: path))
    case .metrics: (try? AtomicFile.read(ModelFile.metrics.path(in: path)))?.isEmpty ?? false
    case nil where name == FolderLock.fileName: FolderLock.isLock(in: path)
    case nil: name.hasPrefix(".") || ModelFile.isUnfinished(name)
    default: false
    }
  }

  private static func names(in path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  // MARK: - Checkpoints

  /// Writes a checkpoint; the latest ones before it stay beside it.
  ///
  /// - Parameters:
  ///   - checkpoint: all that the run goes on from.
  ///   - network: whose weights they are.
  ///   - previous: the step of the checkpoint that stands there; nil if none does.
  ///   - keep: how many checkpoints there are at most then.
  /// - Throws: `FileError`; what stood there still does.
  func write(
    _ checkpoint: TrainingCheckpoint, _ network: CharacterNetwork, previous: Int?, keep: Int
  ) throws {
    let latest = ModelFile.checkpoint.path(in: path)
    if let previous, previous > 0, previous < checkpoint.progress.step, keep > 1 {
      // A second name for the same bytes, so that at no time there is no checkpoint.
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

  /// The latest checkpoint that is whole.
  ///
  /// - Parameter read: reads one.
  /// - Returns: it, and what to tell the user if it is not the last that was written.
  /// - Throws: what reading the last one throws, if none is whole.
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

  /// The steps of the checkpoints besides the latest, the last first.
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
