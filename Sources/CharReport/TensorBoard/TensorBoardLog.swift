public import CharNetwork
public import CharNumerics
public import CharTraining
internal import Foundation

/// Writes a run for TensorBoard: losses, rate, gradient norm and speed, histograms of weights and
/// gates at evaluations, and samples.
///
///     let trainer = try Trainer(
///       data, configuration, directory: "models/songs", observer: TensorBoardLog(folder: "board/songs"))
///
/// The tags are the same in every run. A resumed run adds a file with continuing steps; the same
/// steps in earlier files are invalidated.
public struct TensorBoardLog: TrainingObserver {
  private let folder: String
  private var file: EventFile?
  /// The last step written.
  private var step = 0
  private var loss = (sum: 0.0, count: 0.0)

  /// Steps between scalars, as in `metrics.jsonl`.
  private static let every = 10

  /// Creates a log without writing anything yet.
  ///
  /// - Parameter folder: the folder, for files of this run only.
  public init(folder: String) { self.folder = folder }

  /// The output that the log provides.
  public var name: String { "files for TensorBoard" }

  /// Creates the folder if missing, and checks that it contains no files of another run.
  ///
  /// - Parameter run: the identifier of the run.
  /// - Throws: `FileError`.
  public func check(run: String?) throws { try EventFile.check(folder, run: run) }

  /// Adds a file to the folder.
  ///
  /// - Parameters:
  ///   - run: the identifier of the run.
  ///   - step: the step after which the run continues; 0 = a new run.
  ///   - settings: the settings of the run, shown as text.
  /// - Throws: `FileError`.
  public mutating func start(run: String?, after step: Int, settings: [String: String]) throws {
    self.step = step
    file = try EventFile(
      folder: folder, run: run, seconds: Int(Date().timeIntervalSince1970))
    try append(.version, at: 0)
    try append(.start, at: step + 1)
    let rows = settings.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |\n" }
    let table = "| setting | value |\n|---|---|\n" + rows.joined()
    try append(.summary([("settings", .text(table))]), at: step + 1)
  }

  /// Writes the data of an event.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - parameters: returns the current weights.
  ///   - gates: computes the values of the network's gates.
  /// - Throws: `FileError`.
  public mutating func hear(
    _ event: TrainingEvent, parameters: () -> Parameters, gates: () -> [GateValues]
  ) throws {
    switch event {
    case .step(let report):
      if report.step <= step { try rewind(to: report.step) }
      step = report.step
      loss = (loss.sum + report.nats, loss.count + 1)
      if report.step % Self.every == 0 || report.fraction >= 1 { try write(report) }
    case .evaluation(let report): try write(report, parameters(), gates())
    case .sample(let step, let text):
      // Markdown shows an indented block verbatim.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let block = lines.map { "    " + $0 }.joined(separator: "\n")
      try append(.summary([("sample", .text(block))]), at: step)
    default: break
    }
  }

  /// Invalidates steps after the one to which the run returned.
  private mutating func rewind(to step: Int) throws {
    loss = (0, 0)
    try append(.start, at: step)
  }

  private mutating func write(_ report: StepReport) throws {
    let mean = loss.sum / loss.count
    loss = (0, 0)
    try scalars(
      [
        ("loss/train", mean), ("rate", report.rate), ("gradient_norm", report.gradientNorm),
        ("tokens_per_second", report.tokensPerSecond), ("epoch", report.epoch),
        ("tokens", Double(report.tokens)),
      ], at: report.step)
  }

  private func write(
    _ report: EvaluationReport, _ parameters: Parameters, _ gates: [GateValues]
  ) throws {
    let figures: [(String, Double?)] = [
      ("loss/valid", report.natsPerToken),
      ("loss/valid_averaged", report.averagedNatsPerToken),
      ("bits_per_character/valid", report.bitsPerCharacter),
      ("accuracy/valid", report.accuracy), ("f1/valid", report.f1),
    ]
    try scalars(figures.compactMap { name, value in value.map { (name, $0) } }, at: report.step)
    var histograms: [(tag: String, value: BoardEvent.Value)] = []
    for slot in parameters.layout.slots {
      if let histogram = Histogram(parameters[slot]) {
        histograms.append(("weights/\(slot.name)", .histogram(histogram)))
      }
    }
    for gate in gates {
      if let histogram = Histogram(gate.values) {
        let tag = "gates/layer\(gate.layer).\(gate.name)"
        histograms.append((tag, .histogram(histogram)))
      }
    }
    try append(.summary(histograms), at: report.step)
  }

  /// Writes finite scalars; others cannot be plotted.
  private func scalars(_ values: [(String, Double)], at step: Int) throws {
    let finite = values.filter { $0.1.isFinite }.map { ($0.0, BoardEvent.Value.scalar($0.1)) }
    try append(.summary(finite), at: step)
  }

  private func append(_ content: BoardEvent.Content, at step: Int) throws {
    let time = Date().timeIntervalSince1970
    try file?.append(BoardEvent(time: time, step: step, content: content).bytes)
  }
}
