internal import CharLM
internal import CharNetwork
internal import CharNumerics
internal import CharText

extension TrainingConfiguration {
  /// Creates the configuration of a tagger or classifier that starts from a model: its text
  /// settings and network, otherwise defaults.
  ///
  /// - Parameter model: a model of any kind.
  public init(labelingFrom model: any TrainedModel) {
    self.init()
    text = model.tokenizer.configuration
    network = model.configuration.network
    // The outputs are labels, not tokens.
    network.tiesEmbeddings = false
  }

  /// Checks that a run for labels has the network of a model.
  ///
  /// - Parameter model: the model to start from.
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

  /// Checks that this network has the embedding and the layers of a model.
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

  /// Copies the embedding and the layers of a model, and if it is of the same kind, the outputs of
  /// common labels.
  ///
  /// - Parameters:
  ///   - model: the model, already validated by `check`.
  ///   - labels: the labels of this network.
  ///   - parameters: this network's weights, initialized.
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
