import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharReport
import CharSettings
import CharText
import CharTraining

/// The command `charlm train`.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on text.",
    discussion: """
      The first Ctrl-C finishes the step and saves; --resume goes on exactly there. \
      What no flag gives is chosen from the text and the time there is: network, batch, window, \
      dropout, document boundary, rare characters and evaluations; without --minutes, --epochs and \
      --steps a run takes 5 minutes at most, and it says what was chosen. \
      CORPUS may be left out with --resume. --find-rate trains for a moment at growing rates, advises one \
      and writes nothing. With --from, text settings and network are the model's, and \
      what it has not seen is added to its vocabulary.
      """)

  @Argument(help: "Files, directories (read recursively), or - for standard input.")
  var corpus: [String] = []

  @Option(
    name: .shortAndLong,
    help: "The model directory to write; new, empty, or with --resume an old one.")
  var out: String?

  @OptionGroup var runFile: RunFileOptions

  @Option(
    help: """
      A complete configuration, of which other flags change parts: \
      \(TrainingPreset.allCases.map { "\($0.rawValue) (\($0.purpose))" }.joined(separator: ", ")).
      """)
  var preset: TrainingPreset?

  @Option(
    help: """
      Go on from this model with new text: its settings, network and weights; auto = from the shipped \
      model that predicts the text best.
      """)
  var from: String?

  @OptionGroup(title: "Network") var freezing: FreezingOptions
  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Text") var corpusOptions: CorpusOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Network") var regularization: RegularizationOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Run") var precision: TrainingPrecisionOption

  @Option(parsing: .upToNextOption, help: "Files to measure on, instead of a part of the corpus.")
  var valid: [String] = []

  @OptionGroup var heldOut: HeldOutOptions
  @OptionGroup var cache: CacheOption

  @OptionGroup(title: "Run") var watchedRun: WatchedRunOptions
  @OptionGroup(title: "Run") var rankOptions: RankOptions
  @OptionGroup(title: "Run") var watch: WatchOptions

  @Option(help: "Threads at most. (default: all processors)")
  var threads: Int?

  @Flag(help: "Go on in --out where the run there stopped.")
  var resume = false

  @Flag(
    help: """
      Train two models, the second in --out with -backward at its end: it reads backward, and charlm \
      fill uses both.
      """)
  var bothDirections = false

  @Flag(
    help: .advanced("Try learning rates in a short run of its own and advise one; without --out."))
  var findRate = false

  @Flag(help: .advanced("Index the text at the end, for charlm sample --max-copy and --novelty."))
  var copyIndex = false

  @Flag(help: "Print one JSON object at the end.")
  var json = false

  func validate() throws {
    var configuration = preset?.configuration ?? TrainingConfiguration()
    try checkingFlags {
      // The run may average weights.
      if resume, rankOptions.syncEvery == nil { configuration.averaging = Averaging() }
      try apply(to: &configuration)
      if from != nil || resume {
        // Settings fixed by a model or run are not known yet.
        configuration.text.condition = nil
        configuration.network.layers = max(
          configuration.network.layers, configuration.freezing?.layers ?? 0)
      }
      try configuration.validate()
    }
    if copyIndex && findRate {
      throw ValidationError("Give --copy-index or --find-rate, not both.")
    }
    if copyIndex && texts.contains("-") {
      throw ValidationError("--copy-index reads the text again; name files instead of -.")
    }
    if bothDirections { try validateBothDirections() }
    try TrainingArguments(
      text: "text", files: texts, valid: valid, validFraction: heldOut.validFraction,
      hasTest: (configuration.testFraction ?? 0) > 0,
      splitFlag: heldOut.splitFlag, out: out, from: from, preset: preset, threads: threads,
      resumes: resume, findsRate: findRate
    ).validate()
  }

  /// The training texts from the command line, or else from the run file.
  var texts: [String] { corpus.isEmpty ? runFile.corpus : corpus }

  func apply(to configuration: inout TrainingConfiguration) throws {
    try configuration.assign(runFile.assignments)
    freezing.change(&configuration)
    text.apply(to: &configuration)
    network.apply(to: &configuration.network)
    regularization.apply(
      to: &configuration.network, embedding: network.size.embedding, assigned: runFile.assigned)
    runOptions.apply(to: &configuration)
    try optimizer.apply(to: &configuration)
    configuration.precision = precision.precision ?? configuration.precision
    heldOut.change(&configuration)
    watchedRun.change(&configuration)
    rankOptions.change(&configuration)
  }

  func run() throws {
    let out = out ?? ""
    try Ranks.together { ranks in
      try ranks.agree { try checkRanks(ranks) }
      if bothDirections {
        try trainBothDirections(out)
      } else {
        try train(Job(out, resumes: resume), ranks)
      }
    }
  }

  /// The training of one model.
  struct Job {
    var out: String
    var resumes: Bool
    /// The reading direction, if it is not left to the settings.
    var direction: ReadingDirection?
    /// The directory of a run with the same settings; nil = those of the command line.
    var settings: String?

    init(
      _ out: String, resumes: Bool, _ direction: ReadingDirection? = nil, settings: String? = nil
    ) {
      (self.out, self.resumes) = (out, resumes)
      (self.direction, self.settings) = (direction, settings)
    }
  }

  func train(_ job: Job, _ ranks: any Communicator = OneProcess()) throws {
    try PredictionError.naming([from ?? job.out]) { try perform(job, ranks) }
  }

  private func perform(_ job: Job, _ ranks: any Communicator) throws {
    let resume = job.resumes
    let out = resume ? ranks.mirror(job.out) : job.out
    defer { if resume { ranks.removeMirror(out) } }
    var input = try ranks.agree { try read(job, out) }
    let (data, model) = (input.data, input.model)
    // Other ranks get the settings from rank 0.
    try ranks.agree {
      if input.chooses, ranks.rank == 0 { try choose(&input.configuration, data, from: model) }
    }
    if findRate {
      let finder = try RateFinder(
        data, input.configuration, from: model,
        steps: runOptions.steps?.value ?? RateFinder.defaultSteps, threads: self.threads)
      return try RateView.show(finder, input.configuration, warnings: data.warnings, json: json)
    }
    let start = resume ? TrainingStart.checkpoint : model.map { .model($0) } ?? .fresh
    let threads = threads ?? ranks.threads
    guard ranks.rank == 0 else {
      return try Follower(data, start: start, threads: threads, communicator: ranks).run()
    }
    try Leader(ranks).lead {
      let trainer = try Trainer(
        data, input.configuration, start: start, directory: out, sources: input.sources,
        threads: threads, observer: watch.observer, communicator: ranks)
      Interrupt.listen(forwarded: ranks.size > 1)
      var view = TrainingView(
        trainer, data, .command, resuming: "charlm train --out \(out) --resume",
        showsSamples: !json, samplesAreShort: input.chooses)
      let result = try trainer.run(shouldStop: { Interrupt.isRequested }) { view.show($0) }
      try view.finish(result.summary, json: json)
      if !json { NextStep.show(result.summary, of: out) }
      guard copyIndex, job.direction != .backward else { return }
      let index = try Index.make(input.sources, data.tokenizer)
      try index.save(to: out)
      Console.note(Index.summary(index))
    }
  }

  /// Checks what several ranks cannot do.
  private func checkRanks(_ ranks: any Communicator) throws {
    guard ranks.size > 1 else { return }
    for (flag, isGiven) in [("--find-rate", findRate), ("--both-directions", bothDirections)]
    where isGiven {
      throw Failure("\(flag): runs in one process; start it without mpirun")
    }
    if texts.contains("-") {
      throw Failure("standard input: reaches rank 0 only; name files that all hosts have")
    }
  }

  /// The input of a run.
  private struct Input {
    var data: TrainingData
    var model: LanguageModel?
    var configuration: TrainingConfiguration
    var sources: TrainingSources
    /// True if settings that are not given follow from the text.
    var chooses: Bool
  }

  /// Reads the settings, the model to start from and the text of a run.
  private func read(_ job: Job, _ out: String) throws -> Input {
    let resume = job.resumes
    let from = try from.map { try $0 == "auto" ? bestStart() : ModelName.directory($0) }
    let model = try from.map { try LanguageModel(contentsOf: $0) }
    let stored = resume ? out : job.settings
    let chooses = stored == nil && preset == nil
    var (configuration, sources) = try stored.map(resumed) ?? fresh(model, from: from)
    try setDirection(of: job, in: &configuration)
    if !resume, !findRate { try sources.checkDirectory(out) }
    let vocabulary: VocabularySource =
      if let model {
        .growing(model.tokenizer)
      } else if sources.from != nil {
        .fixed(try Tokenizer(ofModelIn: out))
      } else {
        .corpus
      }
    let command =
      "charlm train --out \(self.out ?? "")\(bothDirections ? " --both-directions" : "") --resume"
    let data = try Resumption.reading(sources, resume ? command : nil) {
      // A chosen window fits the text.
      var reading = configuration
      if chooses { reading.window = 1 }
      return try TrainingData(
        sources.reader(sources.corpus),
        validation: sources.validation.isEmpty ? nil : sources.reader(sources.validation),
        reading, vocabulary: vocabulary, cache: cache.tokens)
    }
    return Input(
      data: data, model: model, configuration: configuration, sources: sources, chooses: chooses)
  }

  private func fresh(
    _ model: LanguageModel?, from: String?
  ) throws -> (TrainingConfiguration, TrainingSources) {
    var configuration =
      model.map(TrainingConfiguration.init(goingOnFrom:)) ?? preset?.configuration
      ?? TrainingConfiguration()
    if model == nil, preset == nil { try adviseText(&configuration) }
    try apply(to: &configuration)
    if let model { try configuration.validate(goingOnFrom: model) }
    return (
      configuration,
      TrainingSources(
        corpus: texts, validation: valid, options: corpusOptions, from: from)
    )
  }

  /// Returns the settings of the run in a directory, with allowed changes applied.
  private func resumed(_ out: String) throws -> (TrainingConfiguration, TrainingSources) {
    var (configuration, sources, _) = try TrainingSources.ofRun(in: out)
    let before = configuration
    try apply(to: &configuration)
    try configuration.resume(before)
    sources.change(corpus: texts, validation: valid, options: corpusOptions)
    return (configuration, sources)
  }
}
