import CharLM
import CharNumerics
import CharTraining
import Foundation
import Testing

@Suite("The history of a run")
struct RunHistoryTests {
  private let scratch = Scratch()

  private func write(_ file: ModelFile, _ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file.path(in: scratch.path)))
  }

  private func history(_ metrics: String) throws -> RunHistory {
    try write(.metrics, metrics)
    return try RunHistory(directory: scratch.path)
  }

  private func line(_ step: Int, _ nats: Double) -> String {
    "{\"step\":\(step),\"epoch\":0.5,\"tokens\":\(step * 10),\"seconds\":\(step),"
      + "\"train_nats\":\(nats),\"rate\":0.1,\"gradient_norm\":1,\"tokens_per_second\":10}\n"
  }

  @Test("Lines of training and measuring are told apart, and the best measurement is found")
  func lines() throws {
    let history = try history(
      line(10, 3) + "{\"step\":10,\"valid_nats_per_token\":2.5,\"valid_bits_per_character\":3.6}\n"
        + line(20, 2) + "{\"step\":20,\"valid_nats_per_token\":2.25}\n"
        + line(30, 1) + "{\"step\":30,\"valid_nats_per_token\":2.75}\n")
    #expect(history.training.map(\.step) == [10, 20, 30])
    #expect(history.training.map { $0.nats?.mean } == [3, 2, 1])
    #expect(history.validation.map(\.nats) == [2.5, 2.25, 2.75])
    #expect(history.validation[0].bitsPerCharacter == 3.6)
    #expect(history.best?.step == 20)
    #expect(history.place(of: 15, on: \.tokens) == 150)
    #expect(history.place(of: 5, on: \.seconds) == 5)
    #expect(history.place(of: 99, on: \.tokens) == 300)
  }

  @Test("What is damaged, unknown, null or not yet written to its end is passed over")
  func damage() throws {
    let history = try history(
      line(10, 3) + "garbage\n" + "{\"step\":15,\"train_nats\":null,\"rate\":0.1,\"other\":[1]}\n"
        + "{\"step\":-4,\"rate\":1}\n{\"rate\":1}\n{\"step\":1e400}\n\n\u{0}\u{FFFD}\n"
        + line(20, 2) + "{\"step\":30,\"train_na")
    #expect(history.training.map(\.step) == [10, 15, 20])
    #expect(history.training[1].nats == nil)
    #expect(history.problems.contains("5 damaged lines of metrics.jsonl left out"))
  }

  @Test("Steps that were done again replace those that were done before")
  func rewinding() throws {
    let history = try history(line(10, 3) + line(20, 2) + line(30, 9) + line(20, 1.5) + line(30, 1))
    #expect(history.training.map(\.step) == [10, 20, 30])
    #expect(history.training.map { $0.nats?.mean } == [3, 1.5, 1])
  }

  @Test("Of weights and their mean the better are the model, and recoveries are counted")
  func runsThatRecover() throws {
    let history = try history(
      line(10, 3) + "{\"step\":10,\"recovered_from_step\":17,\"rate_factor\":0.5}\n" + line(20, 2)
        + "{\"step\":20,\"valid_nats_per_token\":2.5,\"averaged_valid_nats_per_token\":2.25}\n"
        + "{\"step\":30,\"valid_nats_per_token\":2.3,\"averaged_valid_nats_per_token\":2.4}\n")
    #expect(history.recoveries == [17])
    #expect(history.validation.map(\.nats) == [2.25, 2.3])
    #expect(history.training.map(\.step) == [10, 20])
    #expect(history.problems.allSatisfy { !$0.contains("metrics") })
  }

  @Test("Of a long history as many points are kept as a curve needs, ends and extremes among them")
  func thinning() throws {
    let count = 20_000
    let history = try history(
      (1...count).map { line($0, $0 == 7000 ? 99 : 1 + Double($0 % 2)) }.joined())
    #expect((1000...4096).contains(history.training.count))
    #expect(history.training.last?.step == Double(count))
    let nats = history.training.compactMap(\.nats)
    #expect(nats.map(\.highest).max() == 99)
    #expect(nats.map(\.lowest).min() == 1)
    let means = nats.filter { $0.highest < 99 }.map(\.mean)
    #expect(means.allSatisfy { abs($0 - 1.5) < 0.01 })
  }

  @Test("A line longer than any that is written is damage, and takes no memory")
  func longLine() throws {
    let history = try history(
      line(10, 3) + String(repeating: "x", count: 5_000_000) + "\n" + line(20, 2))
    #expect(history.training.map(\.step) == [10, 20])
    #expect(history.problems.contains("1 damaged line of metrics.jsonl left out"))
  }

  @Test("Where no run is, is an error; what is missing of one is said")
  func missing() throws {
    #expect(throws: FileError.self) { try RunHistory(directory: scratch.path) }
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
    #expect(throws: FileError.self) { try RunHistory(directory: scratch.path) }
    try write(.training, "{")
    let history = try RunHistory(directory: scratch.path)
    #expect(history.problems.contains { $0.hasPrefix("metrics.jsonl is missing") })
    #expect(history.problems.contains { $0.hasPrefix("config.json is missing") })
    #expect(history.problems.contains { $0.hasPrefix("training.json is damaged") })
    #expect(history.state() == .unknown)
  }

  @Test("How far a run is follows from its limits, its patience and when it last wrote")
  func states() throws {
    let configuration = smallConfiguration(steps: 40)
    _ = try train(configuration, in: scratch.path)
    #expect(try RunHistory(directory: scratch.path).state() == .complete)
    let path = ModelFile.metrics.path(in: scratch.path)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    try write(.metrics, lines.filter { !$0.contains("\"step\":40") }.joined(separator: "\n") + "\n")
    let history = try RunHistory(directory: scratch.path)
    #expect(history.state() == .unfinished(fraction: 0.75, isRecent: true))
    let later = Date().addingTimeInterval(3600)
    #expect(history.state(now: later) == .unfinished(fraction: 0.75, isRecent: false))
    let turnedBack = Date().addingTimeInterval(-3600)
    #expect(history.state(now: turnedBack) == .unfinished(fraction: 0.75, isRecent: false))
    let model = try LanguageModel(contentsOf: scratch.path)
    #expect(history.parameters == model.parameters.values.count)
    #expect(history.settings["hidden"] == "12")
  }

  @Test("Samples are kept with their steps, up to where a run goes on")
  func samples() throws {
    var configuration = smallConfiguration(steps: 30)
    configuration.sampleEvery = 5
    _ = try train(configuration, in: scratch.path, stopAfter: 17)
    // A sample of a step that no checkpoint knows, as a run that was killed leaves it.
    let path = ModelFile.samples.path(in: scratch.path)
    let before = try String(contentsOfFile: path, encoding: .utf8)
    try write(.samples, before + "{\"step\":20,\"text\":\"lost\"}\n{\"step\":25,\"te")
    _ = try train(configuration, in: scratch.path, resumes: true)
    let whole = Scratch()
    _ = try train(configuration, in: whole.path)
    #expect(
      try bytes(.samples, in: scratch.path) == bytes(.samples, in: whole.path))
    let samples = try RunHistory(directory: scratch.path).samples
    #expect(samples.map(\.step) == [5, 10, 15, 20, 25, 30])
    #expect(samples.allSatisfy { $0.text != "lost" })
  }
}
