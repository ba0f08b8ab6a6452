internal import CharNetwork
public import CharNumerics
public import CharSettings
internal import CharText

extension Precision: SettingValue {}
extension ValidationSplit: SettingValue {}
extension WireFormat: SettingValue {}

extension TrainingConfiguration: Configurable {
  /// All settings of a training run, including text, network and optimizer.
  public static let table = SettingTable<Self> {
    SettingGroup("text", \.text)
    Setting(
      "minimum_count", \.minimumCount, flag: "min-count", in: .count, unit: "occurrences",
      scope: .text, help: "Tokens that occur less often are left out of the vocabulary.")
    Setting(
      "maximum_vocabulary", \.maximumVocabulary, flag: "max-vocabulary", in: .count, unit: "tokens",
      unset: "none", scope: .text, help: "Keep so many of the most frequent tokens; none = all.",
      note: "Special tokens and those of bytes do not count.")
    Setting(
      "validation_fraction", \.validationFraction, flag: "valid-fraction", in: .share, scope: .text,
      help: "Share of the corpus that is held out to validate on; 0 = none.",
      note: """
        Of more than a million tokens the run is measured on a million from all over them, and says so.
        """)
    Setting(
      "validation_split", \.validationSplit,
      told: { ($0.validationSplit ?? .last).rawValue }, flag: "valid-split", scope: .text,
      .choosesHeldOut,
      help: """
        Where held-out parts come from: spread (all over the text), last (its end), or random.
        """, note: "See [held-out text](#held-out-text).")
    Setting(
      "split_seed", \.splitSeed, flag: "split-seed", unit: "whole number", unset: "auto",
      scope: .text, [.rare, .choosesHeldOut],
      help: "Where chance in the choice of held-out parts comes from; auto = the seed of the run.")
    Setting(
      "test_fraction", \.testFraction, flag: "test", in: .share, unset: "none", scope: .text,
      help: "Share of the corpus that chooses nothing and is measured at the end.",
      note: "`charlm eval MODEL --test` measures it again.")
    Setting(
      "keep_order", \.keepsOrder, flag: "keep-order", scope: .text,
      help: """
        Read documents in the order of the corpus, not in a fresh one every epoch (as is done where \
        whole ones fill the lanes).
        """)
    SettingGroup("network", \.network)
    SettingGroup("freezing", \.freezing)
    Setting(
      "batch", \.batch, flag: "batch", in: .whole(1...1_000_000), unit: "lanes",
      help: "Lanes of a batch: streams that are read side by side.")
    Setting(
      "window", \.window, flag: "bptt", in: .whole(1...1_000_000), unit: "steps",
      help: "Steps of a window, through which gradients flow back.")
    Setting(
      "epochs", \.epochs, told: { $0.epochLimit.text }, flag: "epochs", in: .positive,
      unit: "readings of the text, may be a fraction", unset: "none", .changesOnResume,
      help: "Times to read the text, unless `steps` or `minutes` is given.",
      note: "See [when training stops](#when-training-stops).")
    Setting(
      "usual_epochs", \.usualEpochs, in: .positive, unit: "readings of the text",
      help: "Times to read the text where nothing else says how long a run is.")
    Setting(
      "steps", \.steps, flag: "steps", in: .count, unit: "updates", unset: "none", .changesOnResume,
      help: "Updates at most; none = any number.")
    Setting(
      "minutes", \.minutes, flag: "minutes", in: .positive, unit: "minutes, may be a fraction",
      unset: "none", .changesOnResume, help: "Minutes of training at most; none = any time.",
      note: "Evaluations count; the time that the machine sleeps does not.")
    Setting(
      "evaluate_every", \.evaluateEvery, flag: "eval-every", in: .count, unit: "steps",
      unset: "auto", .changesOnResume,
      help: "Steps between evaluations; auto = an epoch, or 50 if that is more.")
    Setting(
      "sample_every", \.sampleEvery, flag: "sample-every", in: .count, unit: "steps", unset: "none",
      .changesOnResume, help: "Steps between samples printed on the way; none = no samples.",
      note: "They go to standard error and are kept in `samples.jsonl`.")
    Setting(
      "doctor", \.asksDoctor, flag: "doctor", .changesOnResume,
      help: "Look for what is wrong with the run, and compare it with n-grams.",
      note: "See [the doctor](doctor.md).")
    Setting(
      "patience", \.patience, flag: "patience", in: .count, unit: "evaluations", unset: "none",
      .changesOnResume, help: "Evaluations without gain before training stops; none = never.")
    Setting(
      "save_every", \.saveEvery, flag: "save-every", in: .count, unit: "steps", unset: "auto",
      .changesOnResume,
      help: "Steps between checkpoints; auto = evaluations, and every two minutes.")
    Setting(
      "kept_checkpoints", \.keptCheckpoints, flag: "keep", in: .whole(1...1000),
      unit: "checkpoints, 1 to 1000", .changesOnResume,
      help: "How many of the latest checkpoints to keep.",
      note: "See [running](running.md#what-is-kept).")
    Setting(
      "recoveries", \.recoveries, flag: "recoveries", in: .whole(0...1000), .changesOnResume,
      help: """
        How often to go back to earlier weights, with half the rate for a while, when the loss is not \
        finite or explodes, before giving up.
        """, note: "See [running](running.md#when-a-run-diverges).")
    Setting(
      "shards", \.shards, flag: "shards", in: .whole(1...4096), unit: "parts, 1 to 4096",
      unset: "auto", .autoOfStart,
      help: """
        Parts of a batch, one a thread; the result depends on it; auto = as threads at the first start.
        """)
    Setting(
      "wire", \.wire, flag: "wire", .rare,
      help: "Number format of gradients that ranks send to each other.",
      note: "bfloat16 halves the bytes; see [many machines](many-machines.md#fewer-bytes).")
    Setting(
      "sync_every", \.syncEvery, flag: "sync-every", in: .count, unit: "steps", unset: "none",
      [.changesOnResume, .storedIfChanged, .toldIfChanged],
      help: "Steps that each rank trains alone before weights are averaged; none = sum gradients.",
      note: "See [many machines](many-machines.md#fewer-bytes).")
    Setting(
      "seed", \.seed, flag: "seed", unit: "whole number", help: "Where chance comes from.")
    Setting(
      "precision", \.precision, told: { $0.precision.forTraining.rawValue }, flag: "precision",
      unit: "`auto`, `float32`, `bfloat16`", usual: "auto", .autoOfStart,
      help: """
        Number format of matrix products; auto = bfloat16 where the processor multiplies it faster.
        """)
    SettingGroup("optimizer", \.optimizer)
    SettingGroup("schedule", \.schedule)
    Setting(
      "clip_norm", \.clipNorm, flag: "clip-norm", in: .positive, unit: "norm", unset: "none",
      scope: .optimizer, help: "Largest norm of the gradient; none = any.")
    Setting(
      "clip_value", \.clipValue, flag: "clip-value", in: .positive, unit: "number", unset: "none",
      scope: .optimizer, help: "Largest element of the gradient; none = any.",
      note: "It is clipped after the norm.")
    SettingGroup("averaging", \.averaging, madeBy: "kind")
  }

  /// The settings by the flag names of `charlm train`, for display.
  package var flags: [String: String] { flagValues }

  /// Checks that values are in range and settings are compatible.
  ///
  /// - Throws: `SettingError`, `NetworkError`, `CorpusError` or `TrainingError` for the first
  ///   invalid setting.
  public func validate() throws {
    try validateRanges()
    try network.validate()
    try text.validate()
    if let layers = freezing?.layers, layers > network.layers {
      throw SettingError.outOfRange(
        "freezing.layers", value: "\(layers)", allowed: "0 to \(network.layers)")
    }
    if syncEvery != nil, averaging != nil {
      throw SettingError.conflict(
        "`averaging.kind` needs the weights of every step, which ranks with `sync_every` do not share; "
          + "give `averaging.kind` none")
    }
    guard precision != .int8 else { throw TrainingError.readingPrecision(precision.rawValue) }
    if let testFraction, validationFraction + testFraction >= 1 {
      throw SettingError.outOfRange(
        "test_fraction", value: "\(testFraction)",
        allowed: "0 to less than 1, together with `validation_fraction`")
    }
  }
}

extension TrainingConfiguration {
  /// Makes the settings those of a resumed run: `auto` is what it became at the first start.
  ///
  /// - Parameter earlier: the configuration that the run was started with.
  /// - Throws: `TrainingError.cannotChange` for a setting that has to stay.
  package mutating func resume(_ earlier: Self) throws {
    for setting in Self.table.settings
    where setting.traits.contains(.autoOfStart) && setting.isAuto(in: self) {
      try setting.set(setting.texts(in: earlier), in: &self)
    }
    // Also a seed that is stated and the one that was in force.
    if heldOutSeed == earlier.heldOutSeed { splitSeed = earlier.splitSeed }
    try validate(resuming: earlier)
  }
}

extension Configurable {
  /// Checks that a resumed run keeps its settings, except those that may change.
  ///
  /// - Parameter earlier: the configuration that the run was started with.
  /// - Throws: `TrainingError.cannotChange`.
  package func validate(resuming earlier: Self) throws {
    for setting in Self.table.settings where !setting.traits.contains(.changesOnResume) {
      let (old, new) = (setting.text(in: earlier), setting.text(in: self))
      guard old == new else {
        let none = setting.unset ?? "none"
        throw TrainingError.cannotChange(setting.name, from: old ?? none, to: new ?? none)
      }
    }
  }
}
