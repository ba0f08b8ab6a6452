import CharNetwork
import CharText
import CharTraining
import Testing

@Suite("The automatic choice")
struct AutomaticChoiceTests {
  private typealias Text = AutomaticChoice.Text

  private static let sizes = [
    300, 5_000, 20_000, 90_000, 200_000, 600_000, 1_000_000, 4_000_000, 20_000_000, 1_000_000_000,
  ]
  private static let times = [0.1, 0.25, 1, 2, 5, 10, 45, 600]

  private func choice(
    _ tokens: Int, _ minutes: Double?, vocabulary: Int = 65,
    _ overrides: (inout TrainingConfiguration) throws -> Void = { _ in }
  ) throws -> AutomaticChoice {
    try AutomaticChoice(for: Text(tokens: tokens, vocabulary: vocabulary)) {
      $0.minutes = minutes ?? $0.minutes
      try overrides(&$0)
    }
  }

  private func parameters(_ choice: AutomaticChoice, vocabulary: Int = 65) throws -> Int {
    try CharacterNetwork(choice.configuration.network, vocabularySize: vocabulary).layout.count
  }

  @Test("More time and more text never give a smaller network", arguments: [65, 3000])
  func monotone(_ vocabulary: Int) throws {
    for minutes in Self.times {
      let counts = try Self.sizes.map {
        try parameters(choice($0, minutes, vocabulary: vocabulary), vocabulary: vocabulary)
      }
      #expect(counts == counts.sorted(), "\(minutes) minutes")
    }
    for tokens in Self.sizes {
      let counts = try Self.times.map {
        try parameters(choice(tokens, $0, vocabulary: vocabulary), vocabulary: vocabulary)
      }
      #expect(counts == counts.sorted(), "\(tokens) tokens")
    }
  }

  @Test("The limit of readings is lifted by a limit that is taken away, and is named by the doctor")
  func liftedLimit() throws {
    #expect(try choice(5_000, 10).configuration.epochs == 40)
    for lift in [\TrainingConfiguration.epochs as PartialKeyPath, \TrainingConfiguration.steps] {
      let open = try choice(5_000, 10) {
        if lift == \TrainingConfiguration.epochs { $0.epochs = nil } else { $0.steps = nil }
      }
      #expect(open.configuration.epochs == nil && open.configuration.minutes == 10)
      #expect(try open.expectedTokens > choice(5_000, 10).expectedTokens)
    }
    let finding = Finding.stillImproving(share: 0.1)
    #expect(finding.advice(endedBy: .epochs)?.contains("`epochs`") == true)
    #expect(finding.advice(endedBy: .epochs)?.contains("minutes") == false)
    #expect(finding.advice?.contains("minutes") == true)
  }

  @Test("A run names the limit that ended it", arguments: [TrainingSummary.Limit.steps, .epochs])
  func reachedLimit(_ limit: TrainingSummary.Limit) throws {
    var configuration = smallConfiguration()
    configuration.minutes = 100
    let scratch = Scratch()
    configuration.steps = limit == .steps ? 2 : 10_000
    configuration.epochs = limit == .steps ? 100 : 0.1
    #expect(try train(configuration, in: scratch.path).summary.limit == limit)
  }

  @Test(
    "More readings of a text give no less protection from memorizing it",
    arguments: [\NetworkConfiguration.dropout, \.weightDropout])
  func regularization(_ dropout: any KeyPath<NetworkConfiguration, Double> & Sendable) throws {
    for tokens in Self.sizes {
      let dropouts = try [0.5, 2, 6, 8, 12, 40, 200].map { epochs in
        try choice(tokens, nil) { $0.epochs = epochs }.configuration.network[keyPath: dropout]
      }
      #expect(dropouts == dropouts.sorted(), "\(tokens) tokens")
      #expect(dropouts.first == 0, "what is read once is not memorized")
      let isExpected = dropout != \.weightDropout || tokens < 200_000
      #expect((dropouts.last ?? 0) >= (isExpected ? 0.2 : 0))
    }
  }

  @Test("Networks of every cell are valid, and drop the recurrent weights that they have")
  func cells() throws {
    for cell in CellKind.allCases {
      for tokens in Self.sizes {
        let network = try choice(tokens, nil, vocabulary: 3000) {
          $0.network.cell = cell
          $0.epochs = 20
        }.configuration.network
        try network.validate()
        #expect((network.weightDropout > 0) == (cell.multipliesState && tokens < 200_000))
      }
    }
  }

  @Test("Large vocabularies have tied embeddings, unless what is given does not allow them")
  func tiedEmbeddings() throws {
    func network(
      _ vocabulary: Int, _ overrides: (inout NetworkConfiguration) -> Void = { _ in }
    ) throws -> NetworkConfiguration {
      let network = try choice(90_000, 5, vocabulary: vocabulary) { overrides(&$0.network) }
        .configuration.network
      try network.validate()
      return network
    }
    #expect(try !network(65).tiesEmbeddings)
    #expect(try network(3000).tiesEmbeddings)
    let wide = try network(3000) { $0.hiddenSize = 320 }
    #expect(wide.tiesEmbeddings && wide.embeddingSize == 320)
    #expect(try !network(3000) { $0.embeddingSize = 48 }.tiesEmbeddings)
    #expect(try !network(3000) { ($0.layers, $0.usesSkipConnections) = (2, true) }.tiesEmbeddings)
    let untied = try network(3000) { $0.tiesEmbeddings = false }
    #expect(!untied.tiesEmbeddings && untied.embeddingSize < untied.hiddenSize)
  }

  @Test("Weights are averaged where a text is read often, unless ranks train alone")
  func averages() throws {
    func choice(_ syncEvery: Int?) throws -> TrainingConfiguration {
      try self.choice(90_000, 10) { $0.syncEvery = syncEvery }.configuration
    }
    #expect(try choice(nil).averaging != nil)
    #expect(try choice(4).averaging == nil)
  }

  @Test("Networks and batches are valid for every text and time")
  func valid() throws {
    for tokens in Self.sizes {
      for minutes in Self.times {
        let configuration = try choice(tokens, minutes).configuration
        try configuration.validate()
        #expect(configuration.window < tokens - 1)
        #expect(configuration.batch * configuration.window <= tokens)
        #expect(configuration.minutes == minutes)
      }
    }
  }

  @Test("The boundaries of the table: seconds, minutes, hours; small and large texts")
  func table() throws {
    func size(_ tokens: Int, _ minutes: Double) throws -> [Int] {
      let network = try choice(tokens, minutes).configuration.network
      return [network.layers, network.hiddenSize]
    }
    let text = 1_000_000
    #expect(try size(text, 0.25) == [1, 128])
    #expect(try size(text, 1) == [1, 256])
    #expect(try size(text, 5) == [2, 256])
    #expect(try size(text, 45) == [2, 384])
    #expect(try size(20_000_000, 300) == [2, 512])
    #expect(try size(90_000, 300) == [1, 256], "a small text does not fill a large network")
  }

  @Test("A faster machine is more time")
  func speed() throws {
    let text = Text(tokens: 1_000_000, vocabulary: 65)
    let fast = try AutomaticChoice(for: text, speed: 440e9) { $0.minutes = 1 }
    let slow = try AutomaticChoice(for: text, speed: 110e9) { $0.minutes = 4 }
    #expect(fast.configuration.network == slow.configuration.network)
    #expect(abs(fast.expectedTokens - slow.expectedTokens) < 1)
  }

  @Test("The speed does not matter to a run with a number of steps or epochs")
  func steps() throws {
    let text = Text(tokens: 1_000_000, vocabulary: 65)
    for limit in [{ $0.steps = 3000 }, { $0.epochs = 2 }] as [(inout TrainingConfiguration) -> Void]
    {
      let (fast, slow) = (
        try AutomaticChoice(for: text, speed: 1e12, overrides: limit),
        try AutomaticChoice(for: text, speed: 1e9, overrides: limit)
      )
      #expect(fast == slow)
      #expect(fast.configuration.minutes == nil && fast.configuration.patience == nil)
    }
  }

  @Test("Without a limit a run has five minutes, readings and patience")
  func unlimited() throws {
    let configuration = try choice(90_000, nil).configuration
    #expect(configuration.minutes == AutomaticChoice.defaultMinutes)
    #expect(configuration.epochs != nil && configuration.patience != nil)
    let none = try choice(90_000, nil) { ($0.minutes, $0.epochs) = (nil, nil) }.configuration
    #expect(none.minutes == AutomaticChoice.defaultMinutes, "a run ends")
  }

  @Test("What is given wins, and the rest follows from it")
  func overrides() throws {
    let given = try choice(90_000, 5) {
      $0.network.cell = .lstm
      $0.network.hiddenSize = 48
      $0.network.dropout = 0.07
      $0.batch = 3
      $0.averaging = nil
      $0.patience = nil
    }.configuration
    #expect(given.network.cell == .lstm && given.network.hiddenSize == 48)
    #expect(given.network.dropout == 0.07 && given.batch == 3)
    #expect(given.averaging == nil && given.patience == nil)
    let large = try choice(20_000_000, 1) { $0.network.hiddenSize = 2048 }
    let small = try choice(20_000_000, 1)
    #expect(large.expectedTokens < small.expectedTokens, "a large network reads less")
  }

  @Test("A run that goes on has the network of its model, and text settings too")
  func model() throws {
    var model = TrainingConfiguration()
    model.network.hiddenSize = 320
    model.text.foldsCase = true
    let choice = try AutomaticChoice(
      for: Text(tokens: 90_000, vocabulary: 65), goingOnFrom: model)
    #expect(choice.configuration.network.hiddenSize == 320)
    #expect(choice.configuration.network.cell == .lstm)
    #expect(choice.configuration.text == model.text)
    #expect(choice.configuration.network.dropout > 0)
    let fresh = OptimizerConfiguration().peakRate
    #expect(choice.configuration.optimizer.peakRate < fresh)
  }

  @Test("The reasons are three lines and name what was chosen")
  func reasons() throws {
    for (tokens, minutes) in [(300, 0.1), (90_000, 1.0), (20_000_000, 5)] {
      let choice = try choice(tokens, minutes)
      #expect(choice.reasons.count == 3)
      let network = choice.configuration.network
      #expect(choice.reasons[0].contains("\(network.layers) × \(network.hiddenSize) gru"))
      #expect(network.dropout == 0 || choice.reasons[1].contains("dropout \(network.dropout)"))
      #expect(choice.reasons[2].contains(minutes == 1 ? "1 minute," : "minutes"))
      #expect(!choice.reasons.joined().contains { $0.isNewline })
    }
  }
}
