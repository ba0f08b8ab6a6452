import CharLM
import CharNetwork
import CharNumerics
import TestSupport
import Testing

@Suite("Number formats")
struct NumberFormatTests {
  @Test(
    "numbers become the float32 that PyTorch makes of them, bit by bit",
    arguments: ["float16", "bfloat16", "float64"])
  func conversion(_ format: String) throws {
    let scratch = try Scratch()
    try scratch.write(fixture("formats", "safetensors"), to: "formats")
    let file = try Safetensors(contentsOf: scratch.path("formats"))
    let found = try file.floats(format, shape: [200])
    let expected = try file.floats("\(format)_as_float32", shape: [200])
    for (i, (value, peer)) in zip(found, expected).enumerated() {
      #expect(
        value.bitPattern == peer.bitPattern || value.isNaN && peer.isNaN,
        "\(i): \(value), not \(peer)")
    }
    #expect(Set(found.map(\.bitPattern)).count > 100)
  }

  /// Bytes of a number in each format, lowest first.
  static func bytes(_ value: Float, _ format: Safetensors.Format) -> [UInt8] {
    func low(_ bits: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
    }
    switch format {
    case .F64: return low(Double(value).bitPattern, 8)
    case .F32: return low(UInt64(value.bitPattern), 4)
    case .BF16: return low(UInt64(value.bitPattern >> 16), 2)
    case .F16:
      // Of a normal number with few bits: sign, exponent with the other bias, top of the fraction.
      let bits = value.bitPattern
      let exponent: UInt32 = value == 0 ? 0 : bits >> 23 & 0xFF - 112
      let (sign, fraction): (UInt32, UInt32) = (bits >> 16 & 0x8000, bits >> 13 & 0x3FF)
      return low(UInt64(sign | exponent << 10 | fraction), 2)
    case .I8, .U8, .U16: preconditionFailure("integers do not hold any number")
    }
  }

  @Test(
    "a model loads whatever format its weights are in",
    arguments: Safetensors.Format.allCases.filter { ![.I8, .U8, .U16].contains($0) })
  func model(_ format: Safetensors.Format) throws {
    let scratch = try Scratch()
    let model = try makeModel(.gru)
    // Quarters have so few bits that every format holds them exactly.
    var parameters = model.parameters
    for i in parameters.values.indices {
      parameters.values[i] = (parameters.values[i] * 4).rounded() / 4
    }
    #expect(Set(parameters.values).count > 4)
    let rounded = LanguageModel(
      tokenizer: model.tokenizer, network: model.network, parameters: parameters)
    try rounded.save(to: scratch.directory)

    var (entries, data): ([String], [UInt8]) = ([], [])
    for slot in model.network.layout.slots {
      let start = data.count
      data += parameters[slot].flatMap { Self.bytes($0, format) }
      entries.append(
        "\"\(slot.name)\":{\"dtype\":\"\(format.rawValue)\",\"shape\":\(slot.shape),"
          + "\"data_offsets\":[\(start),\(data.count)]}")
    }
    let file = TensorFile(header: "{\(entries.joined(separator: ","))}", data: data)
    try scratch.write(file.bytes, to: ModelFile.weights.rawValue)
    let loaded = try LanguageModel(contentsOf: scratch.directory)
    #expect(loaded.parameters == parameters)
  }
}
