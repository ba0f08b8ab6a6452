public import CharNumerics
public import CharText

/// What a training run tells as it goes.
public enum TrainingEvent: Sendable {
  /// Before the first step.
  case started(TrainingPlan)
  /// After every step.
  case step(StepReport)
  /// After a measurement on held-out text.
  case evaluation(EvaluationReport)
  /// A text from the weights as they are.
  case sample(step: Int, text: String)
  /// All is on disk.
  case saved(step: Int)
  /// Something went wrong, and the run went back to earlier weights.
  case recovered(RecoveryReport)
  /// The doctor sees something for the first time.
  case finding(Finding)
  /// Something went wrong that training does not depend on.
  case warning(String)
}

/// What a run is going to do.
public struct TrainingPlan: Sendable, Equatable {
  /// Trained numbers.
  public var parameters: Int
  /// V.
  public var vocabulary: Int
  /// Tokens to learn from and to measure on.
  public var trainingTokens, validationTokens: Int
  /// B and T after fitting them to the text.
  public var batch, window: Int
  /// Updates of the whole run; a time limit may end it before.
  public var steps = 0
  /// Updates done before, in a run that goes on.
  public var firstStep = 0
  /// Parts of a batch and threads.
  public var shards = 1, threads = 1
  /// Seconds that the whole run takes, by the speed of a first step; nil if that was not measured.
  public var expectedSeconds: Double?
  /// Updates that fit into the time there is; nil without a limit by time.
  public var expectedSteps: Int?
  /// Bytes of memory, about.
  public var memory = 0.0
  /// What became of the vocabulary of the model that a run started from; nil without one, and in a run
  /// that is resumed.
  public var growth: VocabularyGrowth?
  /// What to tell the user.
  public var warnings: [String]
}

/// One update.
public struct StepReport: Sendable, Equatable {
  /// Updates done.
  public var step: Int
  /// How often the training text was read.
  public var epoch: Double
  /// Tokens read.
  public var tokens: Int
  /// Seconds of training, those before a resume included.
  public var seconds: Double
  /// Loss of the batch in nats per token, before the update.
  public var nats: Double
  /// The learning rate.
  public var rate: Double
  /// The gradient's norm before clipping.
  public var gradientNorm: Double
  /// Tokens a second over the last reports.
  public var tokensPerSecond: Double
  /// How much of the run is done, 0 to 1.
  public var fraction: Double
}

/// A measurement on held-out text.
public struct EvaluationReport: Sendable, Equatable {
  /// Updates done.
  public var step: Int
  /// Nats per token that is predicted, or per label.
  public var natsPerToken: Double
  /// Bits per Unicode scalar; nil where labels are predicted.
  public var bitsPerCharacter: Double?
  /// The share of labels that is right; nil where text is predicted.
  public var accuracy: Double?
  /// F1 of all labels but the one that stands for nothing; nil where text is predicted.
  public var f1: Double?
  /// The same of the mean of the weights; nil where none is kept. The better of the two counts.
  public var averagedNatsPerToken: Double?
  /// Whether it is the lowest so far.
  public var isBest: Bool
  /// Labels that occur in the held-out part and are never predicted; those of a few occurrences left out.
  public var missedLabels: [String] = []
}

/// Trouble, and what was done about it.
public struct RecoveryReport: Sendable, Equatable {
  /// What was wrong.
  public enum Trouble: String, Sendable {
    case loss, gradient, update
    case explosion
  }

  /// The step that did not go well.
  public var step: Int
  /// What was wrong with it.
  public var trouble: Trouble
  /// The loss, if that tells something.
  public var nats: Double?
  /// The step whose weights the run went back to.
  public var earlierStep: Int
  /// What the learning rate is multiplied by now.
  public var rateFactor: Double
  /// How often that happened in this run.
  public var count: Int
}

/// How a run ended.
public struct TrainingSummary: Sendable, Equatable {
  /// Why.
  public enum Ending: Sendable, Equatable {
    /// All steps or all the time were used.
    case complete
    /// It was asked to stop.
    case stopped
    /// Too many evaluations without gain.
    case patience
  }

  /// Why it ended.
  public var ending: Ending
  /// Updates done.
  public var steps: Int
  /// Tokens read.
  public var tokens: Int
  /// Seconds of training.
  public var seconds: Double
  /// The lowest validation loss in nats per token; nil without validation.
  public var bestValidNatsPerToken: Double?
  /// Updates until then.
  public var bestStep: Int?
  /// Bits per Unicode scalar of the text as read, of that evaluation; nil without it.
  public var validBitsPerCharacter: Double?
  /// Nats per token, or per label, of the test part under the model that was kept; nil without one.
  public var testNatsPerToken: Double?
  /// Bits per Unicode scalar of the test part as read; nil where labels are predicted.
  public var testBitsPerCharacter: Double?
  /// The share of labels of the test part that is right, and their F1; nil where text is predicted.
  public var testAccuracy, testF1: Double?
  /// How often the text to learn from was read.
  public var epochs: Double
  /// Tokens of the text to learn from, which are an epoch.
  public var corpusTokens: Int
  /// What products multiplied in.
  public var precision: Precision
  /// Trained numbers.
  public var parameters: Int
  /// What the doctor has to say, the gravest first.
  public var findings: [Finding] = []
  /// Seconds that all watching took: who receives events, the doctor, an observer, and the
  /// n-gram model that is counted at the end. Since the last resume.
  public var watchingSeconds = 0.0
}
