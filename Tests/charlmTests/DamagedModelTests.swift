import Foundation
import Testing

@Suite("A model that cannot be read")
struct DamagedModelTests {
  private let scratch: Scratch
  private let model: String
  init() throws {
    scratch = try Scratch()
    model = try scratch.model()
  }

  private func info() throws -> Command { try Command(["info", model]) }

  private func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = String(decoding: try scratch.data("model/\(name)"), as: UTF8.self)
    try #require(text.contains(old))
    _ = try scratch.file("model/\(name)", text.replacing(old, with: new))
  }

  @Test("A directory that is missing, empty or a file is named by every command")
  func noDirectory() throws {
    let text = try scratch.corpus()
    let empty = scratch.path("empty")
    try FileManager.default.createDirectory(
      atPath: empty, withIntermediateDirectories: false)
    for rest in [["sample"], ["info"], ["eval", text], ["score", text], ["tokenize", text]] {
      func run(_ model: String) throws -> Command {
        try Command([rest[0], model] + rest.dropFirst())
      }
      expectFailure(try run(scratch.path("gone")), "gone: there is no such model directory")
      expectFailure(try run(text), "corpus.txt: is a file", "config.json")
      expectFailure(try run(empty), "empty/config.json: cannot be read: No such file")
    }
  }

  @Test(
    "A file cut off anywhere is named",
    arguments: ["config.json", "tokenizer.json", "model.safetensors"])
  func truncated(_ name: String) throws {
    let whole = Array(try scratch.data("model/\(name)"))
    for count in [0, 1, 7, 8, 9, whole.count / 4, whole.count / 2, whole.count - 2] {
      _ = try scratch.file("model/\(name)", Array(whole.prefix(count)))
      expectFailure(try info(), "model/\(name): ")
    }
    _ = try scratch.file("model/\(name)", whole)
    #expect(try info().status == 0)
  }

  @Test(
    "A file that is not what its name says is named",
    arguments: ["config.json", "tokenizer.json", "model.safetensors"])
  func replaced(_ name: String) throws {
    let nested = String(repeating: "[", count: 100_000)
    for text in ["", "null", "[]", "{}", nested, "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{7F}"] {
      _ = try scratch.file("model/\(name)", text)
      expectFailure(try info(), "model/\(name): ")
    }
    _ = try scratch.file("model/\(name)", [UInt8](repeating: 0xFF, count: 999))
    expectFailure(try info(), "model/\(name): ")
  }

  @Test("Any single changed byte in the header of the weights is met without a crash")
  func headerBytes() throws {
    let whole = Array(try scratch.data("model/model.safetensors"))
    for position in stride(from: 0, to: 600, by: 23) {
      var bytes = whole
      bytes[position] = bytes[position] ^ 0x5A
      _ = try scratch.file("model/model.safetensors", bytes)
      let command = try info()
      #expect(command.status == 0 || command.status == 1, "byte \(position)")
    }
  }

  @Test("Bytes after the last tensor, and weights that are no numbers, are told")
  func weights() throws {
    let whole = Array(try scratch.data("model/model.safetensors"))
    _ = try scratch.file("model/model.safetensors", whole + [0])
    expectFailure(try info(), "model.safetensors: 1 bytes belong to no tensor")
    _ = try scratch.file(
      "model/model.safetensors", whole.dropLast(40) + [UInt8](repeating: 0xFF, count: 40))
    expectFailure(try info(), "model.safetensors: ", "not finite")
  }

  @Test("A shape that does not fit says which tensor, what was expected and what was found")
  func shape() throws {
    try edit("config.json", "\"hidden_size\" : 8", "\"hidden_size\" : 16")
    expectFailure(try info(), "model.safetensors: tensor ", "[32, 8]", "expected [64, 8]")
    try edit("config.json", "\"hidden_size\" : 16", "\"hidden_size\" : 900000")
    expectFailure(try info(), "model.safetensors: tensor ", "expected")
    try edit("config.json", "\"hidden_size\" : 900000", "\"hidden_size\" : -8")
    expectFailure(try info(), "config.json: hidden_size: -8")
  }

  @Test("A configuration of another version, cell, vocabulary or program is told")
  func configuration() throws {
    try edit("config.json", "\"format_version\" : 1", "\"format_version\" : 2")
    expectFailure(try info(), "config.json: ", "format_version is 2", "reads 1")
    try edit("config.json", "\"format_version\" : 2", "\"format_version\" : 1")
    try edit("config.json", "\"lstm\"", "\"neuron\"")
    expectFailure(try info(), "config.json: ", "neuron")
    try edit("config.json", "\"neuron\"", "\"lstm\"")
    try edit("config.json", "\"vocabulary_size\" : ", "\"vocabulary_size\" : 9")
    expectFailure(try info(), "tokenizer.json: has ", "config.json says 9")
    try edit("config.json", "\"charlm\"", "\"other\"")
    expectFailure(try info(), "config.json: ", "model_type is other")
  }

  @Test("A damaged checkpoint stops a resume and is named")
  func checkpoint() throws {
    func resume() throws -> Command {
      try Command(["train", "--out", model, "--resume", "--steps", "6"])
    }
    let whole = Array(try scratch.data("model/training.safetensors"))
    for count in [0, 8, 500, whole.count - 1] {
      _ = try scratch.file("model/training.safetensors", Array(whole.prefix(count)))
      expectFailure(try resume(), "model/training.safetensors: ")
    }
    _ = try scratch.file("model/training.safetensors", whole)
    try edit("training.json", "\"window\" : 8", "\"window\" : 9223372036854775807")
    expectFailure(try resume(), "training.json: is damaged: window: 9223372036854775807")
    try edit("training.json", "\"window\" : 9223372036854775807", "\"window\" : \"wide\"")
    expectFailure(try resume(), "training.json: is damaged: configuration.window")
    for (text, place) in [("{", "1:2"), ("{\n  \"configuration\" : NaN\n}\n", "2:21")] {
      _ = try scratch.file("model/training.json", text)
      expectFailure(
        try resume(), "training.json: is damaged: it is not JSON at \(place) (",
        "copy the file again")
    }
  }

  @Test(
    "A checkpoint with moments or states that are not finite is named")
  func checkpointNumbers() throws {
    let whole = Array(try scratch.data("model/training.safetensors"))
    let header = whole.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(whole.dropFirst(8).prefix(header)))
        as? [String: Any])
    for tensor in ["optimizer.mean", "optimizer.square", "state.0"] {
      let entry = try #require(object[tensor] as? [String: Any])
      let start = 8 + header + (try #require((entry["data_offsets"] as? [Int])?.first))
      for value in [Float.nan, .infinity] {
        var bytes = whole
        for byte in 0..<4 {
          bytes[start + byte] = UInt8(truncatingIfNeeded: value.bitPattern >> (8 * byte))
        }
        _ = try scratch.file("model/training.safetensors", bytes)
        let command = try Command(["train", "--out", model, "--resume", "--steps", "6"])
        expectFailure(
          command, "training.safetensors: tensor \(tensor) holds numbers that are not finite")
      }
    }
  }
}
