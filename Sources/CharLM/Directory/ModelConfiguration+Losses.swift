public import CharText

extension ModelConfiguration {
  /// The losses of information in the text that the model reads and was evaluated on.
  public var losses: [TextLoss] {
    let options = training?.options ?? [:]
    let leavesOut = options["min-count", default: "1"] != "1" || options["max-vocabulary"] != nil
    return tokenizer.losses(hasUnknown: leavesOut && tokenizer.unit != .byte)
  }
}
