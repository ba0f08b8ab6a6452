import CharNetwork
import CharNumerics
import Foundation
import Testing

/// `RNN`, `LSTM` and `GRU` for users of the library, against PyTorch's.
@Suite("Sequences")
struct SequenceTests {
  /// The layers of a fixture, whatever their cell.
  enum Layers {
    case rnn(RNN)
    case lstm(LSTM)
    case gru(GRU)

    init(_ name: String, _ path: String, prefix: String) throws {
      switch name {
      case "rnn": self = .rnn(try RNN(contentsOf: path, prefix: prefix))
      case "relu": self = .rnn(try RNN(contentsOf: path, activation: .relu, prefix: prefix))
      case "gru": self = .gru(try GRU(contentsOf: path, prefix: prefix))
      default: self = .lstm(try LSTM(contentsOf: path, prefix: prefix))
      }
    }

    var parameters: Parameters {
      switch self {
      case .rnn(let layers): layers.parameters
      case .lstm(let layers): layers.parameters
      case .gru(let layers): layers.parameters
      }
    }

    func callAsFunction(_ input: Tensor) -> (output: Tensor, state: [Tensor]) {
      switch self {
      case .rnn(let layers):
        let (output, state) = layers(input)
        return (output, [state])
      case .lstm(let layers):
        let (output, state) = layers(input)
        return (output, [state.h, state.c])
      case .gru(let layers):
        let (output, state) = layers(input)
        return (output, [state])
      }
    }

    func pullback(_ input: Tensor, _ slope: Tensor) -> (input: Tensor, parameters: Gradient) {
      switch self {
      case .rnn(let layers):
        let result = layers.pullback(input, outputGradient: slope)
        return (result.input, result.parameters)
      case .lstm(let layers):
        let result = layers.pullback(input, outputGradient: slope)
        return (result.input, result.parameters)
      case .gru(let layers):
        let result = layers.pullback(input, outputGradient: slope)
        return (result.input, result.parameters)
      }
    }

    func save(to path: String) throws {
      switch self {
      case .rnn(let layers): try layers.save(to: path)
      case .lstm(let layers): try layers.save(to: path)
      case .gru(let layers): try layers.save(to: path)
      }
    }
  }

  static let names = ["rnn", "relu", "lstm", "unbiased", "gru"]

  static func path() throws -> String {
    try #require(
      Bundle.module.url(
        forResource: "sequences", withExtension: "safetensors", subdirectory: "Fixtures")
    ).path
  }

  static func tensor(_ name: String) throws -> Tensor {
    let file = try Safetensors(contentsOf: path())
    let shape = try #require(file.tensors[name]?.shape, "\(name)")
    return Tensor(shape: shape, values: try file.floats(name, shape: shape))
  }

  private func expectClose(
    _ a: [Float], _ b: [Float], _ tolerance: Float = 2e-6, _ name: String = ""
  ) {
    #expect(a.count == b.count)
    let difference = zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference <= tolerance, "\(name)")
  }

  @Test("have the shapes that they promise")
  func shapes() {
    let rnn = RNN(inputSize: 5, hiddenSize: 10, layers: 2)
    let (output, state) = rnn(Tensor(shape: [6, 3, 5], repeating: 0.5))
    #expect(output.shape == [6, 3, 10])
    #expect(state.shape == [2, 3, 10])
    let lstm = LSTM(inputSize: 50, hiddenSize: 100, layers: 2)
    let (long, (h, c)) = lstm(Tensor(shape: [10, 3, 50], repeating: 0.5))
    #expect(long.shape == [10, 3, 100])
    #expect(h.shape == [2, 3, 100] && c.shape == [2, 3, 100])
    let gru = GRU(inputSize: 4, hiddenSize: 3, layers: 2, isBidirectional: true)
    let (both, states) = gru(Tensor(shape: [7, 2, 4], repeating: 0.5))
    #expect(both.shape == [7, 2, 6])
    #expect(states.shape == [4, 2, 3])
  }

  @Test("give PyTorch's outputs, states and gradients with its weights", arguments: names)
  func results(_ name: String) throws {
    let layers = try Layers(name, Self.path(), prefix: "\(name).")
    let input = try Self.tensor("\(name).input")
    let (output, states) = layers(input)
    let expected = try Self.tensor("\(name).output")
    #expect(output.shape == expected.shape)
    expectClose(output.values, expected.values)
    for (plane, state) in states.enumerated() {
      let expected = try Self.tensor("\(name).state\(plane)")
      #expect(state.shape == expected.shape)
      expectClose(state.values, expected.values)
    }
    let gradients = layers.pullback(input, try Self.tensor("\(name).slope"))
    expectClose(
      gradients.input.values, try Self.tensor("\(name).input_gradient").values, 5e-6)
    for slot in layers.parameters.layout.slots {
      let expected = try Self.tensor("\(name).gradient.\(slot.name.dropFirst(4))")
      expectClose(Array(gradients.parameters[slot]), expected.values, 1e-5, slot.name)
    }
  }

  @Test("load in half precision too", arguments: names, ["half", "bfloat16"])
  func halves(_ name: String, _ format: String) throws {
    let layers = try Layers(name, Self.path(), prefix: "\(name).\(format).")
    let whole = try Layers(name, Self.path(), prefix: "\(name).")
    expectClose(layers.parameters.values, whole.parameters.values, 4e-3)
    #expect(layers.parameters.values != whole.parameters.values)
  }

  @Test("come back from a file bit for bit, state carries over, and lanes are their own")
  func roundTrip() throws {
    let path = NSTemporaryDirectory() + "charlm-sequence-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for name in Self.names {
      let layers = try Layers(name, Self.path(), prefix: "\(name).")
      try layers.save(to: path)
      let again = try Layers(name, path, prefix: "")
      #expect(again.parameters == layers.parameters)
    }
    let lstm = LSTM(inputSize: 2, hiddenSize: 3, layers: 2, seed: 4)
    var random = RandomSource(seed: 1)
    let values = (0..<5 * 2 * 2).map { _ in random.nextFloat() }
    let whole = lstm(Tensor(shape: [5, 2, 2], values: values))
    let first = lstm(Tensor(shape: [2, 2, 2], values: Array(values[..<8])))
    let second = lstm(
      Tensor(shape: [3, 2, 2], values: Array(values[8...])), state: first.state)
    #expect(first.output.values + second.output.values == whole.output.values)
    #expect(second.state.h == whole.state.h && second.state.c == whole.state.c)
    let lane = stride(from: 0, to: values.count, by: 4).flatMap { values[$0..<$0 + 2] }
    let alone = lstm(Tensor(shape: [5, 1, 2], values: lane))
    let lanes = stride(from: 0, to: whole.output.values.count, by: 6).flatMap {
      whole.output.values[$0..<$0 + 3]
    }
    #expect(alone.output.values == lanes)
  }

  @Test("a file that does not fit is an error that names the tensor")
  func misfits() throws {
    let path = try Self.path()
    func problem(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "none"
      } catch { return "\(error)" }
    }
    #expect(problem { _ = try LSTM(contentsOf: path) }.contains("no tensor weight_ih_l0"))
    #expect(
      problem { _ = try GRU(contentsOf: path, prefix: "lstm.") }
        .contains("lstm.weight_ih_l0 has the shape [16, 5], expected [3·hidden, input]"))
    #expect(
      problem { _ = try RNN(contentsOf: path, prefix: "lstm.") }.contains("lstm.weight_hh_l0"))
    #expect(problem { _ = try RNN(contentsOf: path + "x") }.contains(path + "x"))
  }
}
