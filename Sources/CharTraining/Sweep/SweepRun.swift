internal import CharNumerics
import CharText

/// One training run of a sweep.
public struct SweepRun: Sendable, Equatable {
  /// The name, made of the settings that differ between runs: `hidden=128,rate=0.004,seed=1`.
  public let name: String
  /// The model directory.
  public let directory: String
  /// The values of the settings that differ between runs, by their names in the sweep file; without
  /// the seed.
  public let values: [Value]
  /// The seed.
  public var seed: UInt64 { configuration.seed }
  /// The configuration.
  public let configuration: TrainingConfiguration
  /// Number of the combination of values; runs that differ only in their seed share it.
  public let combination: Int

  /// The parts of the text that the model does not predict.
  var textLosses: [TextLoss] {
    let leavesOut = configuration.minimumCount > 1 || configuration.maximumVocabulary != nil
    let text = configuration.text
    return text.losses(hasUnknown: leavesOut && text.unit != .byte)
  }

  /// All settings that the file gives, as a run file.
  let settings: RunFile

  /// A setting and its value as text.
  public struct Value: Sendable, Equatable {
    /// The name in the sweep file.
    public let name: String
    /// The value; empty for nothing.
    public let text: String
  }

  /// The settings of the run that are given, by name, with their values as text.
  public var entries: [RunFile.Entry] { settings.entries }
}

extension SweepFile {
  /// Returns the runs of the sweep: every combination of the listed values, for each of the draws,
  /// with every seed.
  ///
  /// - Parameter directory: the directory of the sweep.
  /// - Returns: the runs.
  /// - Throws: `FileError` if the settings of a run do not fit together.
  func runs(in directory: String) throws -> [SweepRun] {
    var runs: [SweepRun] = []
    for (number, point) in points.enumerated() {
      for seed in seeds {
        var entries = fixed.entries.filter { $0.setting != "seed" } + point
        entries.append(RunFile.Entry(name: "seed", texts: ["\(seed)"]))
        if seeds.count > 1, !entries.contains(where: { $0.setting == "split_seed" }) {
          // Runs that differ in their seed are measured on the same text.
          entries.append(RunFile.Entry(name: "split_seed", texts: ["\(seeds[0])"]))
        }
        if let halving, !entries.contains(where: { $0.setting == "evaluate_every" }) {
          entries.append(RunFile.Entry(name: "evaluate_every", texts: ["\(halving.steps)"]))
        }
        let settings = RunFile(entries)
        let values = point.map { entry in
          SweepRun.Value(name: entry.name, text: entry.texts.joined(separator: ","))
        }
        let name = Self.name(values, seeds.count > 1 ? seed : nil)
        runs.append(
          SweepRun(
            name: name, directory: "\(directory)/\(name)", values: values,
            configuration: try configuration(settings), combination: number, settings: settings))
      }
    }
    let losses = Set(runs.map(\.textLosses))
    if halving != nil, losses.count > 1 {
      let names = Set(losses.joined()).map(\.rawValue).sorted().joined(separator: ", ")
      throw failure(
        "halving compares runs, but some of them lose a part of the text (\(names))",
        at: "halving")
    }
    return Self.unique(runs, in: directory)
  }

  /// The combinations of values.
  private var points: [[RunFile.Entry]] {
    var random = RandomSource(seed: fixedSeed, stream: 0x53BE)
    let draws = (0..<self.draws).map { _ in
      drawn.map { RunFile.Entry(name: $0.name, texts: $0.values.draw(&random)) }
    }
    let grid = grid.reduce([[RunFile.Entry]]([[]])) { points, axis in
      points.flatMap { point in axis.entries.map { point + [$0] } }
    }
    return draws.flatMap { draw in grid.map { $0 + draw } }
  }

  /// Returns the name of a run as the name of a folder.
  private static func name(_ values: [SweepRun.Value], _ seed: UInt64?) -> String {
    let parts =
      values.map { "\($0.name)=\($0.text.isEmpty ? "none" : $0.text)" }
      + (seed.map { ["seed=\($0)"] } ?? [])
    let name = parts.joined(separator: ",").unicodeScalars.map { scalar in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPlain || "=,.-+_".unicodeScalars.contains(scalar) ? String(scalar) : "_"
    }.joined()
    return name.isEmpty ? "run" : name
  }

  /// Returns the runs with numbers in place of names that are too long for a folder or not unique.
  private static func unique(_ runs: [SweepRun], in directory: String) -> [SweepRun] {
    let counts = Dictionary(grouping: runs, by: \.name).mapValues(\.count)
    return runs.enumerated().map { index, run in
      guard run.name.count > 150 || counts[run.name, default: 0] > 1 else { return run }
      let name = "run-\(index + 1)"
      return SweepRun(
        name: name, directory: "\(directory)/\(name)", values: run.values,
        configuration: run.configuration, combination: run.combination, settings: run.settings)
    }
  }
}
