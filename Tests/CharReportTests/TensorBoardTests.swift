import CharLM
import CharNetwork
import CharNumerics
import CharReport
import CharText
import CharTraining
import Foundation
import TestSupport
import Testing

@Suite("Files for TensorBoard")
struct TensorBoardTests {
  private let scratch = Scratch()
  private var board: String { scratch.path + "/board" }

  /// Trains on the rhyme and writes to the board.
  private func train(
    steps: Int, name: String = "model", resumes: Bool = false, board: String? = nil
  ) throws -> [TrainingEvent] {
    var configuration = smallConfiguration(steps: steps)
    configuration.evaluateEvery = 10
    configuration.sampleEvery = 10
    let data = try TrainingData(CorpusReader(text: rhyme), configuration)
    let trainer = try Trainer(
      data, configuration, start: resumes ? .checkpoint : .fresh,
      directory: "\(scratch.path)/\(name)", threads: 1,
      observer: TensorBoardLog(folder: board ?? self.board))
    var events: [TrainingEvent] = []
    _ = try trainer.run(report: { events.append($0) })
    return events
  }

  /// What a file of the board holds: events as fields, in the order of the files.
  private func events() throws -> [[[Int: [EventReader.Field]]]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: board).sorted()
    return try names.map { name in
      #expect(name.contains("tfevents"))
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(board)/\(name)"))
      return try EventReader.records(Array(data)).map(EventReader.fields)
    }
  }

  @Test(
    "The checksum gives the numbers of RFC 3720",
    arguments: [
      (Array("123456789".utf8), 0xE306_9283), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
      (Array((0..<32).reversed()), 0x113F_DB5C), ([], 0),
    ] as [([UInt8], UInt32)])
  func checksum(_ bytes: [UInt8], _ expected: UInt32) {
    #expect(CRC32C.checksum(bytes) == expected)
  }

  @Test("Records are framed, and their events hold what the run told")
  func fields() throws {
    let told = try train(steps: 20)
    let files = try events()
    try #require(files.count == 1)
    #expect(files[0][0].bytes(3) == Array("brain.Event:2".utf8))
    #expect(files[0].allSatisfy { abs(($0.double(1) ?? 0) - Date().timeIntervalSince1970) < 600 })

    var scalars: [String: [UInt64: Float]] = [:]
    var histograms: [String: [Int: [EventReader.Field]]] = [:]
    var texts: [String: [String]] = [:]
    for event in files[0] {
      guard let summary = try event.bytes(5).map(EventReader.fields) else { continue }
      for value in try summary.all(1).map(EventReader.fields) {
        let tag = String(decoding: try #require(value.bytes(1)), as: UTF8.self)
        if let number = value.number(2) {
          scalars[tag, default: [:]][event.number(2) ?? 0] = Float(bitPattern: UInt32(number))
        } else if let histogram = value.bytes(5) {
          histograms[tag] = try EventReader.fields(histogram)
        } else {
          let tensor = try EventReader.fields(try #require(value.bytes(8)))
          #expect(tensor.number(1) == 7)
          let metadata = try EventReader.fields(try #require(value.bytes(9)))
          let plugin = try EventReader.fields(try #require(metadata.bytes(1)))
          #expect(plugin.bytes(1) == Array("text".utf8))
          texts[tag, default: []] += tensor.all(8).map { String(decoding: $0, as: UTF8.self) }
        }
      }
    }
    #expect(
      scalars.keys.sorted() == [
        "bits_per_character/valid", "epoch", "gradient_norm", "loss/train", "loss/valid", "rate",
        "tokens", "tokens_per_second",
      ])
    for event in told {
      switch event {
      case .evaluation(let report):
        let step = UInt64(report.step)
        #expect(scalars["loss/valid"]?[step] == Float(report.natsPerToken))
        #expect(
          scalars["bits_per_character/valid"]?[step] == report.bitsPerCharacter.map(Float.init))
      case .step(let report) where report.step % 10 == 0:
        let step = UInt64(report.step)
        #expect(scalars["rate"]?[step] == Float(report.rate))
        #expect(scalars["tokens"]?[step] == Float(report.tokens))
        let reports = told.compactMap {
          if case .step(let report) = $0 { report.nats } else { nil }
        }
        let mean = reports[(report.step - 10)..<report.step].reduce(0, +) / 10
        #expect(abs((scalars["loss/train"]?[step] ?? 0) - Float(mean)) < 1e-5)
      default: break
      }
    }
    let samples = told.compactMap { if case .sample(_, let text) = $0 { text } else { nil } }
    // Indented, so that it is shown as it stands.
    let indented = samples.map { "    " + $0.replacing("\n", with: "\n    ") }
    #expect(texts["sample"] == indented)
    #expect(texts["settings"]?.count == 1)

    let model = try LanguageModel(contentsOf: scratch.path + "/model", weights: .last)
    for slot in model.network.layout.slots {
      let histogram = try #require(histograms["weights/\(slot.name)"], "\(slot.name)")
      let values = model.parameters[slot].map(Double.init)
      #expect(histogram.double(1) == values.min())
      #expect(histogram.double(2) == values.max())
      #expect(histogram.double(3) == Double(values.count))
      #expect(abs((histogram.double(4) ?? 0) - values.reduce(0, +)) < 1e-6)
      let limits = histogram.doubles(6)
      let counts = histogram.doubles(7)
      #expect(limits.count == counts.count && limits == limits.sorted())
      #expect(counts.reduce(0, +) == Double(values.count))
      // What lies plainly between two ends is counted between them.
      let middle = limits.count / 2
      let below = values.count { $0 < limits[middle] }
      #expect(abs(counts[...middle].reduce(0, +) - Double(below)) <= 1)
    }
    for gate in ["input", "forget", "output"] {
      let histogram = try #require(histograms["gates/layer0.\(gate)"])
      #expect((histogram.double(1) ?? -1) >= 0 && (histogram.double(2) ?? 2) <= 1)
    }
    #expect(histograms["gates/layer0.hidden"] != nil)
  }

  @Test("A run that goes on adds a file whose steps continue, and voids what it does again")
  func resuming() throws {
    _ = try train(steps: 20)
    _ = try train(steps: 40, resumes: true)
    let files = try events()
    try #require(files.count == 2)
    let starts = files.map { events in
      events.filter { $0.bytes(7) != nil }.map { $0.number(2) ?? 0 }
    }
    #expect(starts == [[1], [21]])
    let steps = files[1].compactMap { $0.bytes(5) == nil ? nil : $0.number(2) }
    #expect(steps.min() == 21 && steps.max() == 40)
  }

  @Test("A new run does not mix with the files of another")
  func mixing() throws {
    _ = try train(steps: 10)
    #expect {
      try train(steps: 10, name: "other")
    } throws: { error in
      "\(error)".contains("board") && "\(error)".contains("another run")
    }
    #expect(try events().count == 1)
  }

  @Test("A folder that cannot be made is an error before the first step")
  func unwritable() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
    let file = scratch.path + "/plain"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(throws: FileError.self) { try train(steps: 10, board: file + "/below") }
    #expect(throws: FileError.self) { try train(steps: 10, board: file) }
    // Nothing was begun that would be in the way now.
    _ = try train(steps: 10)
  }

  static let interpreter = python(with: "tensorboard")

  @Test(
    "TensorBoard's own reader lists tags and values, of resumed runs too",
    .enabled(if: interpreter != nil, "set CHARLM_PYTHON to a Python that has tensorboard"))
  func peer() throws {
    let interpreter = try #require(Self.interpreter)
    let told = try train(steps: 20) + train(steps: 40, resumes: true)
    let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/list_events.py").standardizedFileURL.path
    let (status, output) = try run(interpreter, [program, board])
    try #require(status == 0)
    let listed = try #require(
      try JSONSerialization.jsonObject(with: Data(output)) as? [String: [String: [Any]]])
    let scalars = try #require(listed["scalars"])
    let rates = try #require(scalars["rate"] as? [[Double]])
    #expect(rates.map(\.[0]) == [10, 20, 30, 40])
    let losses = try #require(scalars["loss/valid"] as? [[Double]])
    let measured = told.compactMap { event -> EvaluationReport? in
      if case .evaluation(let report) = event { report } else { nil }
    }
    #expect(losses.map(\.[0]) == measured.map { Double($0.step) })
    for (loss, report) in zip(losses, measured) {
      #expect(abs(loss[1] - report.natsPerToken) < 1e-6)
    }
    let histograms = try #require(listed["histograms"])
    #expect(histograms.keys.filter { $0.hasPrefix("weights/") }.count > 5)
    #expect(histograms.keys.contains("gates/layer0.forget"))
    for events in histograms.values {
      for event in try #require(events as? [[String: Double]]) {
        #expect(event["num"] == event["count"])
      }
    }
    #expect(listed["texts"]?["sample"]?.count == 4)
  }
}
