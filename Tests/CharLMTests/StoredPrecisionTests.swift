import CharIO
import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Weights stored in fewer bits")
struct StoredPrecisionTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func weights(_ name: String) throws -> Safetensors {
    try Safetensors(contentsOf: ModelFile.weights.path(in: scratch.path(name)))
  }

  /// The matrices of a model by name; vectors are stored exactly.
  private func matrices(_ model: LanguageModel) -> [Slot] {
    model.network.layout.slots.filter { $0.shape.count > 1 }
  }

  @Test(
    "A model loads with rounded matrices and exact vectors, and is stored again byte by byte",
    arguments: ModelCase.all, [Precision.bfloat16, .int8])
  func roundTrip(_ test: ModelCase, _ precision: Precision) throws {
    let model = try test.make(layers: 2, hidden: 17)
    try model.save(to: scratch.path("a"), precision: precision)
    let loaded = try LanguageModel(contentsOf: scratch.path("a"))
    #expect(loaded.configuration == model.configuration)
    for slot in model.network.layout.slots {
      let (before, after) = (Array(model.parameters[slot]), Array(loaded.parameters[slot]))
      guard slot.shape.count > 1 else {
        #expect(before == after, "\(slot.name)")
        continue
      }
      let columns = before.count / slot.shape[0]
      for row in 0..<slot.shape[0] {
        let part = row * columns..<(row + 1) * columns
        let top = before[part].reduce(0) { max($0, $1.magnitude) }
        for i in part {
          // Half a unit of the last place, with some room for the rounding of the scale.
          let bound = precision == .int8 ? top / 253 : before[i].magnitude / 255
          #expect(abs(before[i] - after[i]) <= bound, "\(slot.name) \(i)")
        }
      }
    }
    try loaded.save(to: scratch.path("b"), precision: precision)
    let path = ModelFile.weights.rawValue
    #expect(try scratch.read("a/\(path)") == scratch.read("b/\(path)"))
  }

  @Test("A file of int8 has PyTorch's names, a scale for each row, and tied weights once")
  func names() throws {
    let model = try makeModel(.gru, layers: 1, hidden: 6, ties: true)
    try model.save(to: scratch.path("m"), precision: .int8)
    let file = try weights("m")
    let matrices = ["embedding.weight": 12, "rnn.weight_ih_l0": 18, "rnn.weight_hh_l0": 18]
    for (name, rows) in matrices {
      #expect(file.tensors[name]?.format == .I8)
      #expect(file.tensors["\(name).scale"]?.format == .F32)
      #expect(file.tensors["\(name).scale"]?.shape == [rows])
    }
    let vectors = ["rnn.bias_ih_l0", "rnn.bias_hh_l0", "output.bias"]
    for name in vectors { #expect(file.tensors[name]?.format == .F32) }
    #expect(file.tensors.count == 2 * matrices.count + vectors.count)
    #expect(file.mainFormat == .I8)
  }

  @Test("bfloat16 is rounded to the nearest, ties to even")
  func nearest() throws {
    let model = try makeModel(.gru)
    let slot = try #require(matrices(model).first)
    var parameters = model.parameters
    let values: [Float] = [0x1.00fffep0, 0x1.01p0, 0x1.010002p0, 0x1.03p0, -0x1.03p0]
    for (i, value) in values.enumerated() { parameters.values[slot.offset + i] = value }
    try LanguageModel(tokenizer: model.tokenizer, network: model.network, parameters: parameters)
      .save(to: scratch.path("m"), precision: .bfloat16)
    let loaded = try LanguageModel(contentsOf: scratch.path("m")).parameters[slot]
    #expect(Array(loaded.prefix(5)) == [0x1p0, 0x1p0, 0x1.02p0, 0x1.04p0, -0x1.04p0])
  }

  @Test("Products in int8 use the stored integers: equal logits, bit by bit")
  func products() throws {
    let model = try makeModel(.lstm, hidden: 19)
    try model.save(to: scratch.path("m"), precision: .int8)
    let stored = try LanguageModel(contentsOf: scratch.path("m"), precision: .int8)
    // The embedding is read, not multiplied; the model in memory gets the rounded one.
    var parameters = model.parameters
    let embedding = try #require(model.network.layout["embedding.weight"])
    #expect(parameters[embedding] != stored.parameters[embedding])
    parameters[embedding] = stored.parameters[embedding]
    let exact = LanguageModel(
      tokenizer: model.tokenizer, network: model.network, parameters: parameters, precision: .int8)
    let tokens = stream(makeLines([40, 3]), model.tokenizer)
    #expect(stored.streamLogits(tokens) == exact.streamLogits(tokens))
  }

  /// Changes to the weights of a stored model, and a part of the message that each leads to.
  private static let damages: [(change: @Sendable (inout TensorFile) -> Void, message: String)] = [
    ({ $0.rename("rnn.weight_hh_l0.scale", to: "other") }, "rnn.weight_hh_l0.scale, are missing"),
    ({ $0.set(.nan, of: "output.weight.scale") }, "output.weight.scale holds a scale that is"),
    ({ $0.set(-1, of: "output.weight.scale") }, "output.weight.scale holds a scale that is"),
    ({ $0.set(.infinity, of: "output.weight.scale") }, "output.weight.scale holds a scale that"),
    ({ $0.reshape("output.weight.scale", "[12]", "[1,12]") }, "output.weight.scale has the shape"),
    ({ $0.data.removeLast(4) }, "damaged"),
  ]

  @Test("A missing or damaged scale is an error that names it", arguments: damages.indices)
  func scales(_ index: Int) throws {
    let damage = Self.damages[index]
    try makeModel(.lstm).save(to: scratch.path("m"), precision: .int8)
    let path = "m/\(ModelFile.weights.rawValue)"
    var file = TensorFile(try scratch.read(path))
    let before = file.bytes
    damage.change(&file)
    #expect(file.bytes != before)
    try scratch.write(file.bytes, to: path)
    let error = #expect(throws: FileError.self) {
      try LanguageModel(contentsOf: scratch.path("m"))
    }
    let text = error?.description ?? ""
    #expect(text.contains(damage.message) && error?.path == scratch.path(path), "\(text)")
  }

  @Test("A row of zeros and one of tiny numbers are stored as zeros")
  func zeros() throws {
    let model = try makeModel(.gru)
    let slot = try #require(matrices(model).first)
    let columns = slot.columns
    var parameters = model.parameters
    for i in 0..<columns {
      parameters.values[slot.offset + i] = 0
      parameters.values[slot.offset + columns + i] = 1e-35
    }
    try LanguageModel(tokenizer: model.tokenizer, network: model.network, parameters: parameters)
      .save(to: scratch.path("m"), precision: .int8)
    let loaded = try LanguageModel(contentsOf: scratch.path("m")).parameters[slot]
    #expect(loaded.prefix(2 * columns).allSatisfy { $0 == 0 })
    #expect(loaded.dropFirst(2 * columns).contains { $0 != 0 })
  }

  @Test("The largest finite weights stay finite in every format", arguments: Precision.allCases)
  func largest(_ precision: Precision) throws {
    let model = try makeModel(.gru)
    let slot = try #require(matrices(model).first)
    for value in [Float.greatestFiniteMagnitude, -3.4e38] {
      var parameters = model.parameters
      parameters.values[slot.offset] = value
      try LanguageModel(tokenizer: model.tokenizer, network: model.network, parameters: parameters)
        .save(to: scratch.path("m"), precision: precision)
      let loaded = try LanguageModel(contentsOf: scratch.path("m")).parameters[slot]
      #expect(abs((loaded.first ?? 0) / value - 1) < 0.005)
    }
  }

  @Test("Weights that are not finite are refused when they are read again")
  func notFinite() throws {
    let model = try makeModel(.gru)
    let slot = try #require(matrices(model).first)
    for value in [Float.nan, .infinity] {
      var parameters = model.parameters
      parameters.values[slot.offset] = value
      let broken = LanguageModel(
        tokenizer: model.tokenizer, network: model.network, parameters: parameters)
      for precision in [Precision.int8, .bfloat16] {
        try broken.save(to: scratch.path("m"), precision: precision)
        #expect(throws: FileError.self) { try LanguageModel(contentsOf: scratch.path("m")) }
      }
    }
  }
}

extension TensorFile {
  fileprivate mutating func rename(_ name: String, to other: String) {
    header = header.replacing("\"\(name)\"", with: "\"\(other)\"")
  }

  fileprivate mutating func reshape(_ name: String, _ shape: String, _ other: String) {
    let start = "\"\(name)\":{\"dtype\":\"F32\",\"shape\":"
    header = header.replacing(start + shape, with: start + other)
  }

  /// Sets the first number of a tensor of float32.
  fileprivate mutating func set(_ value: Float, of name: String) {
    guard let start = header.firstRange(of: "\"\(name)\":"),
      let match = header[start.upperBound...].firstMatch(of: #/"data_offsets":\[([0-9]+),/#),
      let offset = Int(match.1)
    else { return }
    for i in 0..<4 { data[offset + i] = UInt8(truncatingIfNeeded: value.bitPattern >> (8 * i)) }
  }
}
