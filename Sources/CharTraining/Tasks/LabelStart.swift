internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText

extension TrainingConfiguration {
  /// The configuration of a tagger or classifier that starts from a model: its text settings and its
  /// network, and the defaults of all else.
  ///
  /// - Parameter model: a model of any kind.
  public init(labelingFrom model: any TrainedModel) {
    self.init()
    text = model.tokenizer.configuration
    network = model.configuration.network
    // The output is labels, and not tokens.
    network.tiesEmbeddings = false
  }

  /// Checks that the network of a run that labels text is that of a model.
  ///
  /// - Parameter model: the model that the run is to start from.
  /// - Throws: `TrainingError.otherThanModel`.
  package func validate(labelingFrom model: any TrainedModel) throws {
    // Labeled text has no such settings.
    try validate(
      model: TrainingConfiguration(labelingFrom: model),
      except: ["text.boundary", "text.line_ends", "text.strip_bom", "network.bidirectional"])
    let isBidirectional = model.configuration.network.isBidirectional
    if network.isBidirectional != isBidirectional {
      let words = { $0 ? "both" : "forward" }
      throw TrainingError.otherThanModel(
        "direction", model: words(isBidirectional), given: words(network.isBidirectional))
    }
  }
}

extension CharacterNetwork {
  private var outputs: [Slot] { layout.slots.filter { $0.name.hasPrefix("output.") } }

  /// Checks that the embedding and the layers of a model are those of this network.
  ///
  /// - Parameter model: the model.
  /// - Throws: `TrainingError.otherNetwork`, or `TrainingError.readsBackward`.
  func check(startingFrom model: any TrainedModel) throws {
    guard model.tokenizer.configuration.direction == .forward else {
      throw TrainingError.readsBackward
    }
    let source = model.parameters.layout
    let (names, others) = (
      Set(layout.slots.map(\.name)), Set(source.slots.map(\.name))
    )
    let outputs = Set(outputs.map(\.name))
    let fits = layout.slots.allSatisfy { slot in
      outputs.contains(slot.name) || source[slot.name]?.shape == slot.shape
    }
    guard fits, names.subtracting(outputs) == others.subtracting(outputs),
      model.configuration.network.cell == configuration.cell
    else { throw TrainingError.otherNetwork }
  }

  /// Takes over the embedding and the layers of a model, and of one of the same kind the outputs of the
  /// labels that both have.
  ///
  /// - Parameters:
  ///   - model: the model, which `check` has found to fit.
  ///   - labels: the labels of this network.
  ///   - parameters: its weights, fresh.
  func take(_ model: any TrainedModel, labels: [String], into parameters: inout Parameters) {
    let source = model.parameters
    for slot in layout.slots where !slot.name.hasPrefix("output.") {
      if let other = source.layout[slot.name] { parameters[slot] = source[other] }
    }
    let stored = model.configuration
    guard stored.type == (head.pooling != nil ? .classifier : .tagger),
      let known = stored.labels
    else { return }
    for slot in outputs {
      guard let other = source.layout[slot.name] else { continue }
      let width = slot.count / labels.count
      for (row, label) in labels.enumerated() {
        guard let index = known.firstIndex(of: label) else { continue }
        let first = other.offset + index * width
        parameters.values.replaceSubrange(
          slot.offset + row * width..<slot.offset + (row + 1) * width,
          with: source.values[first..<first + width])
      }
    }
  }
}
