public import CharNumerics
public import CharText

/// An event of a training run.
public enum TrainingEvent: Sendable {
  /// Before the first step.
  case started(TrainingPlan)
  /// After every step.
  case step(StepReport)
  /// After a measurement on held-out text.
  case evaluation(EvaluationReport)
  /// A text generated with the current weights.
  case sample(step: Int, text: String)
  /// A checkpoint was written.
  case saved(step: Int)
  /// The run recovered from instability by returning to earlier weights.
  case recovered(RecoveryReport)
  /// The doctor's finding, when first detected.
  case finding(Finding)
  /// A problem that does not affect training.
  case warning(String)
}

/// The plan of a run.
public struct TrainingPlan: Sendable, Equatable {
  /// Number of parameters.
  public var parameters: Int
  /// V.
  public var vocabulary: Int
  /// Numbers of training and validation tokens.
  public var trainingTokens, validationTokens: Int
  /// B and T, adjusted to the text.
  public var batch, window: Int
  /// Total updates of the run; a time limit may end it earlier.
  public var steps = 0
  /// Number of earlier updates of a resumed run.
  public var firstStep = 0
  /// Numbers of shards of a batch and of threads.
  public var shards = 1, threads = 1
  /// Number of processes that train together, each with so many threads.
  public var ranks = 1
  /// Expected seconds of the whole run by the speed of a first step; nil if not measured.
  public var expectedSeconds: Double?
  /// Expected updates within the time limit; nil without a limit.
  public var expectedSteps: Int?
  /// Estimated bytes of memory.
  public var memory = 0.0
  /// Changes to the vocabulary of the model that the run started from; nil without one, and for
  /// resumed runs.
  public var growth: VocabularyGrowth?
  /// Warnings for the user.
  public var warnings: [String]
}

/// One update.
public struct StepReport: Sendable, Equatable {
  /// Number of updates so far.
  public var step: Int
  /// Epochs of training text read.
  public var epoch: Double
  /// Number of tokens read.
  public var tokens: Int
  /// Seconds of training, including those before a resume.
  public var seconds: Double
  /// Loss of the batch in nats per token, before the update.
  public var nats: Double
  /// The learning rate.
  public var rate: Double
  /// The gradient's norm before clipping.
  public var gradientNorm: Double
  /// Tokens per second over the last reports.
  public var tokensPerSecond: Double
  /// Completed fraction of the run, 0 to 1.
  public var fraction: Double
}

/// A measurement on held-out text.
public struct EvaluationReport: Sendable, Equatable {
  /// Number of updates so far.
  public var step: Int
  /// Nats per predicted token or label.
  public var natsPerToken: Double
  /// Bits per Unicode scalar; nil for labels.
  public var bitsPerCharacter: Double?
  /// The share of correct labels; nil for text.
  public var accuracy: Double?
  /// F1 over all labels except the outside label; nil for text.
  public var f1: Double?
  /// Nats per token of the averaged weights; nil without averaging. The better of the two counts.
  public var averagedNatsPerToken: Double?
  /// True if it is the lowest so far.
  public var isBest: Bool
  /// Labels that occur in the held-out part but are never predicted, except rare ones.
  public var missedLabels: [String] = []
}

/// Trouble and recovery from it.
public struct RecoveryReport: Sendable, Equatable {
  /// The kind of trouble.
  public enum Trouble: String, Sendable {
    case loss, gradient, update
    case explosion
  }

  /// The step with the trouble.
  public var step: Int
  /// The kind of trouble.
  public var trouble: Trouble
  /// The loss, if informative.
  public var nats: Double?
  /// The step whose weights were restored.
  public var earlierStep: Int
  /// The factor now applied to the learning rate.
  public var rateFactor: Double
  /// Number of recoveries in this run.
  public var count: Int
}

/// The result of a run.
public struct TrainingSummary: Sendable, Equatable {
  /// Reason for the end of a run.
  public enum Ending: Sendable, Equatable {
    /// All steps or all the time were used.
    case complete
    /// The run was stopped.
    case stopped
    /// Too many evaluations without improvement.
    case patience
  }

  /// A limit on the length of a run.
  public enum Limit: String, Sendable {
    /// The limit of a setting of this name.
    case epochs, steps, minutes
  }

  /// The reason for the end.
  public var ending: Ending
  /// The limit that was reached; nil if the run did not end at one.
  public var limit: Limit?
  /// Number of updates.
  public var steps: Int
  /// Number of tokens read.
  public var tokens: Int
  /// Seconds of training.
  public var seconds: Double
  /// The lowest validation loss in nats per token; nil without validation.
  public var bestValidNatsPerToken: Double?
  /// The step of that loss.
  public var bestStep: Int?
  /// Bits per Unicode scalar of the text as read, at that step; nil without validation.
  public var validBitsPerCharacter: Double?
  /// Nats per token or label of the saved model on the test part; nil without one.
  public var testNatsPerToken: Double?
  /// Bits per Unicode scalar of the test part as read; nil for labels.
  public var testBitsPerCharacter: Double?
  /// The share of correct labels on the test part, and F1; nil for text.
  public var testAccuracy, testF1: Double?
  /// Epochs of training text read.
  public var epochs: Double
  /// Number of training tokens: one epoch.
  public var corpusTokens: Int
  /// Number format of the products.
  public var precision: Precision
  /// Number of parameters.
  public var parameters: Int
  /// The doctor's findings, most severe first.
  public var findings: [Finding] = []
  /// Seconds spent on monitoring since the last resume: receivers of events, the doctor, an
  /// observer, and the n-gram model counted at the end.
  public var watchingSeconds = 0.0
}
