internal import CharNumerics

/// Exchange by the names of PyTorch: `weight_ih_l0`, `bias_hh_l1_reverse`.
extension RecurrentSequence {
  /// The prefix of slots, which PyTorch's modules do not have.
  private static let prefix = "rnn."

  /// All tensors by PyTorch's names, after a prefix.
  func tensors(prefix: String) -> [(name: String, shape: [Int], values: ArraySlice<Float>)] {
    layout.slots.map { slot in
      (prefix + slot.name.dropFirst(Self.prefix.count), slot.shape, parameters[slot])
    }
  }

  /// Layers of a file: their number, widths, biases and directions are those of its tensors.
  ///
  /// - Parameters:
  ///   - path: a safetensors file.
  ///   - cell: the cell.
  ///   - gates: rows of weights per unit.
  ///   - prefix: prefix of PyTorch's names.
  ///   - change: sets options that a file does not hold.
  /// - Throws: `FileError` that names the tensor, what was expected and what was found.
  init(
    contentsOf path: String, _ cell: CellKind, gates: Int, prefix: String,
    _ change: (inout NetworkConfiguration) -> Void = { _ in }
  ) throws {
    let file = try Safetensors(contentsOf: path)
    let first = "\(prefix)weight_ih_l0"
    let found = file.tensors.keys.sorted().joined(separator: ", ")
    guard let shape = file.tensors[first]?.shape else {
      throw FileError(path: path, problem: "has no tensor \(first); it has \(found)")
    }
    guard shape.count == 2, shape[0] > 0, shape[0] % gates == 0, shape[1] > 0 else {
      throw FileError(
        path: path,
        problem: "tensor \(first) has the shape \(shape), expected [\(gates)·hidden, input]")
    }
    var configuration = NetworkConfiguration()
    configuration.cell = cell
    configuration.hiddenSize = shape[0] / gates
    configuration.hasBiases = file.tensors["\(prefix)bias_ih_l0"] != nil
    configuration.isBidirectional = file.tensors["\(first)_reverse"] != nil
    configuration.layers =
      (1...).first { file.tensors["\(prefix)weight_ih_l\($0)"] == nil } ?? 1
    change(&configuration)
    self.init(configuration, inputSize: shape[1], seed: 0)
    let names = Set(tensors(prefix: prefix).map(\.name))
    for name in file.tensors.keys.sorted()
    where name.hasPrefix(prefix + "weight_") || name.hasPrefix(prefix + "bias_") {
      guard names.contains(name) else {
        throw FileError(path: path, problem: "tensor \(name) is no part of such a layer")
      }
    }
    for slot in layout.slots {
      parameters[slot] = try file.floats(
        prefix + slot.name.dropFirst(Self.prefix.count), shape: slot.shape)[...]
    }
  }

  /// Writes all tensors in float32.
  func save(to path: String, prefix: String) throws {
    try Safetensors.write(to: path, tensors(prefix: prefix), metadata: ["format": "pt"])
  }
}
