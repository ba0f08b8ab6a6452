public import CharSettings

extension OptimizerConfiguration.Kind: SettingValue {}
extension Schedule.Kind: SettingValue {}
extension Averaging.Kind: SettingValue {}

extension OptimizerConfiguration: Configurable {
  /// All optimizer settings.
  public static let table = SettingTable<Self> {
    Setting(
      "kind", \.kind, flag: "optimizer", scope: .optimizer, help: "The optimizer.",
      note: """
        `muon`: orthogonalized momentum \
        ([Jordan et al. 2024](https://kellerjordan.github.io/posts/muon/)) for the matrices of \
        recurrent layers, adamw for all else; see [results](results.md#recipes).
        """)
    Setting(
      "rate", \.rate, told: { $0.peakRate.text }, flag: "rate", in: .positive,
      unit: "learning rate", unset: "auto", usual: byKind(\.defaultRate), scope: .optimizer,
      help: "Learning rate at its highest; auto = the optimizer's.")
    Setting(
      "momentum", \.momentum, flag: "momentum", in: .share, scope: .optimizer,
      help: "Momentum of sgd and muon; the others do not use it.")
    Setting(
      "weight_decay", \.weightDecay, told: { $0.decay.text }, flag: "weight-decay",
      in: .notNegative, unset: "auto", usual: byKind(\.defaultDecay), scope: .optimizer,
      help: "Weight decay of matrices; auto = the optimizer's.",
      note: """
        Biases, gains and learned initial states have none. Muon's value is also that of the embedding \
        and the output.
        """)
    Setting(
      "beta1", \.beta1, in: .share, scope: .optimizer, help: "Decay of Adam's mean of gradients.")
    Setting(
      "beta2", \.beta2, in: .share, scope: .optimizer,
      help: "Decay of the mean of squares: Adam's, or RMSProp's.")
    Setting(
      "epsilon", \.epsilon, in: .positive, scope: .optimizer,
      help: "Keeps divisions by small roots at bay.")
  }

  /// Describes a number that differs between optimizers.
  private static func byKind(_ number: (Kind) -> Double) -> String {
    Kind.allCases.map { kind in
      let value = number(kind)
      return "\(kind.rawValue) \(value == 0 ? "0" : "\(value)")"
    }.joined(separator: ", ")
  }
}

extension Schedule: Configurable {
  /// All schedule settings.
  public static let table = SettingTable<Self> {
    Setting(
      "kind", \.kind, flag: "schedule", scope: .optimizer, help: "Learning rate over time.",
      note: "The cosine ends at 0.02 of the rate.")
    Setting(
      "warmup", \.warmup, flag: "warmup", in: .whole(0...1_000_000_000), unit: "steps",
      unset: "auto", scope: .optimizer, .autoOfStart,
      help: """
        Steps from 0 up to the rate; auto = with cosine a twentieth of the run, 100 at most; else 0.
        """)
    Setting(
      "decay", \.decay, flag: "rate-decay", in: .factor, scope: .optimizer,
      help: "What step, exponential and plateau multiply the rate by.")
    Setting(
      "decay_epochs", \.decayEpochs, flag: "rate-decay-epochs", in: .positive, unit: "epochs",
      scope: .optimizer, help: "Epochs in which step and exponential do so once.",
      note: "`plateau` does so after each evaluation without gain.")
    Setting(
      "floor", \.floor, in: .part, scope: .optimizer,
      help: "Where the cosine ends, as a part of the rate.")
  }
}

extension Averaging: Configurable {
  /// All settings of weight averaging.
  public static let table = SettingTable<Self> {
    Setting(
      "kind", \.kind, flag: "average", unset: "none", usual: "none", scope: .optimizer, .required,
      help: """
        A mean of the weights to measure beside them, the better of which becomes the model: ema, the \
        exponential one, or polyak, of all since validation stopped to gain.
        """, note: "See [running](running.md#means-of-weights).")
    Setting(
      "decay", \.decay, told: { $0.kind == .ema ? $0.decay.text : nil }, flag: "average-decay",
      in: .share, scope: .optimizer, help: "How much of ema is left a step later.")
  }
}

extension Freezing: Configurable {
  /// All freezing settings.
  public static let table = SettingTable<Self> {
    Setting(
      "embedding", \.embedding, flag: "freeze-embedding", scope: .network,
      help: "Leave the embedding as it is; a tied one is the output projection too.")
    Setting(
      "layers", \.layers, flag: "freeze-layers", in: .whole(0...1000), unit: "layers",
      scope: .network, .toldIfChanged,
      help: "Leave the first N recurrent layers as they are.")
  }
}
