import ArgumentParser

/// Settings that `--help` shows; the others are for special needs, and for `--help-all`.
enum EverydaySettings {
  /// Their flags, without dashes.
  private static let flags: Set = [
    // Text and network.
    "boundary", "delimiter", "direction", "cell", "layers", "hidden", "embedding", "dropout",
    // Training.
    "batch", "bptt", "epochs", "steps", "minutes", "patience", "valid-fraction", "seed",
    "sample-every", "optimizer",
    "rate",
    // Generation.
    "condition", "length", "stop", "temperature", "top-k", "top-p", "min-p", "repetition-penalty",
    // Labels.
    "outside", "pool",
  ]

  /// Returns the visibility of a setting's flag.
  static func visibility(_ flag: String) -> ArgumentVisibility {
    flags.contains(flag) ? .default : .advanced
  }
}
