internal import CharIO
package import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText
package import Foundation

/// The history, samples and settings of a run, as read from its model directory.
///
/// Reading is lenient: the run may still be going, or may have been cut off within a line; unknown
/// members are ignored.
package struct RunHistory: Sendable {
  /// The model directory.
  package let directory: String
  /// Training figures in step order.
  package private(set) var training: [TrainingPoint] = []
  package private(set) var validation: [ValidationPoint] = []
  /// The lowest validation loss.
  package private(set) var best: ValidationPoint?
  /// The steps of recoveries; only the first ones if there are many.
  package private(set) var recoveries: [Double] = []
  /// Samples; evenly thinned if there are many.
  package private(set) var samples: [SamplePoint] = []
  /// The settings by flag name, and the limits of the run.
  package private(set) var settings: [String: String] = [:]
  package private(set) var limits: RunLimits?
  /// The model's configuration, if known.
  package private(set) var model: ModelConfiguration?
  package private(set) var parameters: Int?
  /// Names of the training files.
  package private(set) var corpus: [String] = []
  /// Date of the last write.
  package private(set) var lastChange: Date?
  /// Messages about missing or damaged parts.
  package private(set) var problems: [String] = []

  private static let pointLimit = 4096
  private static let sampleLimit = 32
  private static let recoveryLimit = 1000

  /// Reads the files of a run.
  ///
  /// - Parameter directory: the model directory.
  /// - Throws: `FileError` if the directory contains no run.
  package init(directory: String) throws {
    self.directory = directory
    let manager = FileManager.default
    guard manager.fileExists(atPath: directory) else {
      throw FileError(path: directory, problem: "there is no such model directory")
    }
    guard FileSystem.isDirectory(directory) else {
      throw FileError(
        path: directory, problem: "is a file; give the directory that holds metrics.jsonl")
    }
    let files: [ModelFile] = [.metrics, .configuration, .training]
    guard files.contains(where: { manager.fileExists(atPath: $0.path(in: directory)) }) else {
      throw FileError(
        path: directory, problem: "holds no run; give a directory that a run of training wrote")
    }
    if !isOfNGrams { readMetrics() }
    readSamples()
    readSettings()
  }

  /// True if the directory holds an n-gram model, which is counted at once and has no history.
  private var isOfNGrams: Bool {
    (try? ModelConfiguration(ofModelIn: directory))?.type == .ngram
  }

  private mutating func note(_ error: any Error) {
    let text = (error as? FileError).map { "\(name($0.path)) \($0.problem)" } ?? "\(error)"
    problems.append(text)
  }

  private func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }

  private mutating func readMetrics() {
    let path = ModelFile.metrics.path(in: directory)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
      problems.append("metrics.jsonl is missing: there are no curves")
      return
    }
    lastChange = attributes[.modificationDate] as? Date
    var training = ThinnedSeries<TrainingPoint>(limit: Self.pointLimit)
    var validation = ThinnedSeries<ValidationPoint>(limit: Self.pointLimit)
    var last = (training: -1.0, validation: -1.0)
    var recoveries: [Double] = []
    do {
      let damaged = try StepLog(path).read { bytes in
        guard let line = MetricsLine(bytes) else { return false }
        if let step = line.recoveredFrom, recoveries.count < Self.recoveryLimit {
          recoveries.append(step)
        }
        // After a recovery, the run wrote later steps again.
        if let point = line.training {
          if point.step <= last.training { training.removeLast { $0.step >= point.step } }
          training.append(point)
          last.training = point.step
        }
        if let point = line.validation {
          if point.step <= last.validation { validation.removeLast { $0.step >= point.step } }
          validation.append(point)
          last.validation = point.step
        }
        return true
      }
      if damaged > 0 {
        problems.append(
          "\(damaged) damaged \(damaged == 1 ? "line" : "lines") of metrics.jsonl left out")
      }
    } catch { note(error) }
    self.recoveries = recoveries
    self.training = training.points
    self.validation = validation.points
    best = self.validation.min { $0.nats < $1.nats }
    if self.training.isEmpty && self.validation.isEmpty && problems.isEmpty {
      problems.append("metrics.jsonl is empty: the run had not reported yet")
    }
  }

  private mutating func readSamples() {
    let path = ModelFile.samples.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else { return }
    var samples = ThinnedSeries<SamplePoint>(limit: Self.sampleLimit)
    var last = -1
    do {
      let damaged = try StepLog(path).read { bytes in
        guard
          let line = try? JSONDecoder().decode(SamplesFile.Sample.self, from: Data(bytes)),
          line.step >= 0
        else { return false }
        if line.step <= last { samples.removeLast { $0.step >= line.step } }
        samples.append(SamplePoint(step: line.step, text: line.text))
        last = line.step
        return true
      }
      if damaged > 0 {
        problems.append(
          "\(damaged) damaged \(damaged == 1 ? "line" : "lines") of samples.jsonl left out")
      }
    } catch { note(error) }
    self.samples = samples.points
  }

  private mutating func readSettings() {
    let manager = FileManager.default
    if manager.fileExists(atPath: ModelFile.configuration.path(in: directory)) {
      do {
        let model = try ModelConfiguration(ofModelIn: directory)
        self.model = model
        parameters = model.parameterCount
        settings = model.training?.options ?? [:]
        corpus = model.training?.corpus.map(\.name) ?? []
        if model.type == .ngram, let nats = model.training?.validNatsPerToken {
          best = ValidationPoint(step: 0, nats: nats)
        }
      } catch { note(error) }
    } else {
      problems.append("config.json is missing: nothing was saved yet")
    }
    let path = ModelFile.training.path(in: directory)
    guard manager.fileExists(atPath: path) else { return }
    do {
      let manifest: TrainingManifest = try JSONFile.read(path)
      let configuration = manifest.configuration
      settings = manifest.labels?.flags(configuration) ?? configuration.flags
      if let origin = manifest.origin { settings["from"] = origin }
      if corpus.isEmpty { corpus = manifest.corpus.map(name) }
      limits = RunLimits(configuration)
    } catch { note(error) }
  }
}
