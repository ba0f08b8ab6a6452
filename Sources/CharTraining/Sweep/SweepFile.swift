internal import CharIO
internal import CharSettings
internal import Foundation

/// A sweep of training runs in YAML (or JSON, a subset): a run file with several values of some
/// settings.
///
///     corpus: [books/]
///     out: sweeps/rates
///     steps: 400
///     hidden: 128
///     grid:
///       cell: [lstm, gru]
///       rate: [0.004, 0.008, 0.016]
///     seeds: 3
///
/// `random` draws values for a number of `runs` from ranges or choices, `halving` ends the worse
/// runs early.
public struct SweepFile: Sendable {
  /// Training files and directories.
  public private(set) var corpus: [String] = []
  /// Validation files and directories; empty = a part of the corpus.
  public private(set) var validation: [String] = []
  /// The directory of the sweep, which gets one model directory for each run.
  public private(set) var out: String?
  /// Threads of each run.
  public private(set) var threads = 1
  /// The seeds with which each combination of settings is trained.
  public private(set) var seeds: [UInt64] = []
  /// Selection of files, encoding and cache, as in run files.
  public private(set) var options: [RunFile.Entry] = []
  /// Successive halving; nil = every run is trained to its end.
  public private(set) var halving: Halving?

  private let path: String
  /// Places of the names that have a meaning in sweeps only.
  private var places: [String: YAMLFile.Place] = [:]
  /// The settings that all runs share.
  let fixed: RunFile
  /// Settings with listed values.
  private(set) var grid: [SweepAxis] = []
  /// Settings with drawn values, and the number of draws.
  private(set) var drawn: [(name: String, values: SweepValues)] = []
  private(set) var draws = 1
  /// The seed of the draws.
  var fixedSeed: UInt64 { (try? shared("seed").seed) ?? 0 }

  /// Names with a meaning in sweeps only.
  private static let ownNames: Set = ["grid", "random", "runs", "halving", "seeds"]

  /// Reads a sweep file.
  ///
  /// - Parameter path: the path of the file.
  /// - Throws: `FileError`.
  public init(contentsOf path: String) throws {
    guard let text = String(validating: try AtomicFile.read(path), as: UTF8.self) else {
      throw FileError(path: path, problem: "is not valid UTF-8")
    }
    try self.init(yaml: text, path: path)
  }

  /// Parses the text of a sweep file.
  ///
  /// - Parameters:
  ///   - yaml: the text.
  ///   - path: the path of the file, for error messages.
  /// - Throws: `FileError` that names line, column and problem.
  public init(yaml: String, path: String) throws {
    self.path = path
    let file = try YAMLFile(
      yaml, path: path, empty: "holds no sweep; write lines such as steps: 400")
    let settings = try RunFile(file, file.members.filter { !Self.ownNames.contains($0.name) })
    fixed = RunFile(settings.entries.filter { $0.name == "preset" || !Self.isOption($0) })
    for entry in settings.entries where Self.isOption(entry) { try read(option: entry) }
    try check(fixed.entries)
    for member in file.members where Self.ownNames.contains(member.name) {
      places[member.name] = member.place
      try read(member)
    }
    if !drawn.isEmpty, places["runs"] == nil {
      throw failure("random needs the number of draws, such as runs: 20", at: "random")
    }
    if drawn.isEmpty, places["runs"] != nil {
      throw failure("runs is the number of draws of random, of which there is none", at: "runs")
    }
    try checkHalving()
    if seeds.isEmpty { seeds = [try shared("seed").seed] }
  }

  /// Returns true if an entry is a path or an option instead of a setting.
  private static func isOption(_ entry: RunFile.Entry) -> Bool {
    RunFile.otherNames.contains(entry.name)
  }

  private func failure(_ problem: String, at place: YAMLFile.Place) -> FileError {
    FileError(problem, in: path, at: place)
  }

  func failure(_ problem: String, at name: String) -> FileError {
    failure(problem, at: places[name] ?? YAMLFile.Place(line: 1, column: 1))
  }

  // MARK: - Paths and options

  private mutating func read(option entry: RunFile.Entry) throws {
    switch entry.name {
    case "preset": break
    case "corpus": corpus = entry.texts
    case "valid": validation = entry.texts
    case "out": out = entry.texts.first
    case "threads":
      guard let count = entry.texts.first.flatMap({ Int($0) }), (1...4096).contains(count) else {
        throw failure("threads: give 1 to 4096, the threads of each run", at: entry.place)
      }
      threads = count
    case "include", "exclude", "field", "encoding", "invalid", "cache": options.append(entry)
    default:
      throw failure("\(entry.name) has no meaning in a sweep; leave it out", at: entry.place)
    }
    if entry.texts.contains("") {
      throw failure("\(entry.name): a path is empty", at: entry.place)
    }
    if corpus.contains("-") || validation.contains("-") {
      throw failure(
        "\(entry.name): a sweep reads its text again to go on; name files instead of -",
        at: entry.place)
    }
  }

  // MARK: - Settings

  /// Returns the configuration of some entries.
  ///
  /// - Throws: `FileError` at the entry that is wrong.
  func configuration(_ settings: RunFile) throws -> TrainingConfiguration {
    do {
      let configuration = try TrainingConfiguration(settings)
      try configuration.validate()
      return configuration
    } catch let error as SettingError {
      let name: String? =
        switch error {
        case .outOfRange(let name, _, _), .wrongValue(let name, _, _), .unknown(let name): name
        case .conflict: nil
        }
      let entry = settings.entries.first { $0.setting == name || $0.name == name }
      throw failure(
        "\(error)", at: entry?.place ?? settings.entries.map(\.place).max() ?? YAMLFile.Place())
    } catch {
      let place = settings.entries.map(\.place).max() ?? YAMLFile.Place(line: 1, column: 1)
      throw failure("\(error)", at: place)
    }
  }

  /// Checks entries one by one, so that an error has the place of its entry.
  private func check(_ entries: [RunFile.Entry]) throws {
    for entry in entries {
      do { _ = try TrainingConfiguration(RunFile([entry])) } catch SettingError.conflict {
        // It needs another setting, which may be there.
        continue
      } catch { throw failure("\(error)", at: entry.place) }
    }
  }

  /// Returns settings that all runs share.
  private func shared(_ names: String...) throws -> TrainingConfiguration {
    try configuration(
      RunFile(fixed.entries.filter { $0.name == "preset" || names.contains($0.setting) }))
  }

  /// Checks the name of a setting with several values.
  private func checkName(_ member: YAMLFile.Member, in group: String) throws {
    let entry = RunFile.Entry(name: member.name, texts: ["true"])
    guard let setting = TrainingConfiguration.table[entry.setting] else {
      throw failure("\(SettingError.unknown(member.name))", at: member.place)
    }
    guard setting.name != "seed" else {
      throw failure("seed: give the seeds of all runs as seeds: [1, 2, 3]", at: member.place)
    }
    let others =
      fixed.entries.map(\.setting) + grid.map(\.setting)
      + drawn.map {
        RunFile.Entry(name: $0.name, texts: []).setting
      }
    guard !others.contains(entry.setting) else {
      throw failure(
        "\(member.name) stands there twice, once in \(group)", at: member.place)
    }
  }

  /// Returns an axis point, checked on its own.
  private func entry(
    _ name: String, _ texts: [String], _ place: YAMLFile.Place
  ) throws -> RunFile.Entry {
    let entry = RunFile.Entry(name: name, texts: texts, place: place)
    do { _ = try TrainingConfiguration(RunFile([entry])) } catch SettingError.conflict {
      return entry
    } catch { throw failure("\(error)", at: place) }
    return entry
  }

  // MARK: - The sweep

  private mutating func read(_ member: YAMLFile.Member) throws {
    switch member.name {
    case "grid": try readGrid(member)
    case "random": try readRandom(member)
    case "runs": draws = try count(member, of: "the number of draws")
    case "seeds": try readSeeds(member)
    default: halving = try readHalving(member)
    }
  }

  private func members(_ member: YAMLFile.Member, _ example: String) throws -> [YAMLFile.Member] {
    guard let members = member.members, !members.isEmpty else {
      throw failure("\(member.name) is a mapping, such as \(example)", at: member.place)
    }
    return members
  }

  private func count(_ member: YAMLFile.Member, of what: String) throws -> Int {
    guard let count = member.value.texts?.first.flatMap({ Int($0) }), member.value.items == nil,
      (1...1_000_000).contains(count)
    else {
      throw failure("\(member.name) is \(what), 1 to 1000000", at: member.value.place)
    }
    return count
  }

  private mutating func readGrid(_ group: YAMLFile.Member) throws {
    for member in try members(group, "rate: [0.004, 0.008]") {
      try checkName(member, in: "grid")
      let isList = TrainingConfiguration.table[member.name]?.isList ?? false
      guard let items = member.value.items, !items.isEmpty else {
        throw failure(
          "\(member.name): give a list of values, such as [1, 2, 4]", at: member.value.place)
      }
      let entries = try items.map { item in
        guard let texts = item.texts, isList || item.items == nil else {
          throw failure(
            "\(member.name): a value is neither text, number nor truth value", at: item.place)
        }
        return try entry(member.name, texts, item.place)
      }
      if let twice = entries.indices.first(where: { index in
        entries[..<index].contains { $0.texts == entries[index].texts }
      }) {
        throw failure(
          "\(member.name): \(entries[twice].texts.joined(separator: ",")) stands there twice",
          at: entries[twice].place)
      }
      grid.append(SweepAxis(name: member.name, entries: entries))
    }
  }

  private mutating func readRandom(_ group: YAMLFile.Member) throws {
    for member in try members(group, "rate: {log_uniform: [0.001, 0.03]}") {
      try checkName(member, in: "random")
      let values = try SweepValues(member, in: path) { texts, place in
        try entry(member.name, texts, place)
      }
      drawn.append((member.name, values))
    }
  }

  private mutating func readSeeds(_ member: YAMLFile.Member) throws {
    if member.value.items == nil {
      let first = try shared("seed").seed
      let count = try count(member, of: "a list of seeds, or their number")
      seeds = (0..<count).map { first &+ UInt64($0) }
      return
    }
    let texts = member.value.texts ?? []
    seeds = texts.compactMap { UInt64($0) }
    guard !seeds.isEmpty, seeds.count == texts.count, Set(seeds).count == seeds.count else {
      throw failure(
        "seeds is a list of different whole numbers, or their number", at: member.value.place)
    }
  }

  private func readHalving(_ group: YAMLFile.Member) throws -> Halving {
    var halving = Halving()
    for member in try members(group, "{factor: 3, steps: 100}") {
      switch member.name {
      case "factor":
        halving.factor = try count(member, of: "how many times fewer runs go on")
        guard halving.factor >= 2 else {
          throw failure("factor: give 2 or more", at: member.value.place)
        }
      case "steps": halving.steps = try count(member, of: "the steps of the first round")
      default:
        throw failure(
          "\(member.name) is no part of halving, which has factor and steps", at: member.place)
      }
    }
    guard halving.steps > 0 else {
      throw failure("halving needs the steps of its first round", at: group.place)
    }
    return halving
  }

  private func checkHalving() throws {
    guard let halving else { return }
    let configuration = try shared("steps", "evaluate_every")
    let varied = Set(
      grid.map(\.setting) + drawn.map { RunFile.Entry(name: $0.name, texts: []).setting })
    guard let steps = configuration.steps, !varied.contains("steps") else {
      throw failure("halving needs one number of steps for all runs", at: "halving")
    }
    guard halving.steps < steps else {
      throw failure(
        "halving: the first round of \(halving.steps) steps is not shorter than a run of \(steps)",
        at: "halving")
    }
    guard halving.steps.isMultiple(of: configuration.evaluateEvery ?? halving.steps) else {
      throw failure(
        "halving: the steps of a round are a multiple of evaluate_every, to compare runs at its end",
        at: "halving")
    }
  }
}
