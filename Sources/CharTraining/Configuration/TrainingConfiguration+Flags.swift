internal import CharNetwork
internal import CharNumerics
internal import CharText

extension TrainingConfiguration {
  /// The configuration by the names of the flags of `charlm train`, for people to read.
  package var flags: [String: String] {
    var flags = [
      "unit": text.unit.rawValue, "normalize": text.normalization.rawValue,
      "boundary": text.boundary.rawValue, "direction": text.direction.rawValue,
      "line-ends": text.lineEnds.rawValue, "unknown": text.unknown.rawValue,
      "min-count": "\(minimumCount)", "cell": network.cell.rawValue,
      "layers": "\(network.layers)", "hidden": "\(network.hiddenSize)",
      "embedding": "\(network.embeddingSize)", "dropout": "\(network.dropout)",
      "initialization": network.initialization.rawValue, "batch": "\(batch)",
      "bptt": "\(window)", "optimizer": optimizer.kind.rawValue, "rate": "\(optimizer.peakRate)",
      "momentum": "\(optimizer.momentum)", "weight-decay": "\(optimizer.decay)",
      "schedule": schedule.kind.rawValue, "rate-decay": "\(schedule.decay)",
      "rate-decay-epochs": "\(schedule.decayEpochs)",
      "valid-fraction": "\(validationFraction)",
      "valid-split": (validationSplit ?? .last).rawValue,
      "precision": precision.forTraining.rawValue,
      "seed": "\(seed)", "keep": "\(keptCheckpoints)", "recoveries": "\(recoveries)",
    ]
    let optional: [String: (any CustomStringConvertible)?] = [
      "max-vocabulary": maximumVocabulary, "epochs": epochLimit, "steps": steps, "minutes": minutes,
      "clip-norm": clipNorm, "clip-value": clipValue, "warmup": schedule.warmup,
      "eval-every": evaluateEvery, "sample-every": sampleEvery, "patience": patience,
      "save-every": saveEvery, "average": averaging?.kind.rawValue,
      "average-decay": averaging?.kind == .ema ? averaging?.decay : nil,
      "shards": shards, "test": testFraction, "delimiter": text.delimiter,
      "condition": text.condition?.rawValue,
    ]
    let usual = NetworkConfiguration()
    func note<Value: Equatable>(_ name: String, _ path: KeyPath<NetworkConfiguration, Value>) {
      let value = network[keyPath: path]
      if value != usual[keyPath: path] { flags[name] = "\(value)" }
    }
    note("activation", \.activation)
    note("reset", \.reset)
    note("time-step", \.timeStep)
    note("transition-depth", \.transitionDepth)
    note("input-layers", \.inputLayers)
    note("output-layers", \.outputLayers)
    note("weight-dropout", \.weightDropout)
    note("zoneout", \.zoneout)
    note("label-smoothing", \.labelSmoothing)
    if !network.ablations.isEmpty {
      flags["ablation"] = network.ablations.sorted().map(\.rawValue).joined(separator: ",")
    }
    if let layers = freezing?.layers, layers > 0 { flags["freeze-layers"] = "\(layers)" }
    for (name, value) in optional { flags[name] = value.map { "\($0)" } }
    let switches = [
      "casefold": text.foldsCase, "keep-order": keepsOrder, "strip-bom": text.stripsByteOrderMark,
      "tie-embeddings": network.tiesEmbeddings, "residual": network.isResidual,
      "skip": network.isSkipping, "layer-norm": network.normalizesLayers,
      "locked-dropout": network.locksDropout, "learned-state": network.learnsInitialState,
      "no-biases": !network.hasBiases, "no-doctor": !asksDoctor,
      "freeze-embedding": freezing?.embedding ?? false,
    ]
    for (name, isOn) in switches where isOn { flags[name] = "true" }
    return flags
  }
}
