package import CharNetwork
package import CharNumerics

extension CharacterNetwork {
  /// Returns the tensors of a model file.
  ///
  /// - Parameters:
  ///   - parameters: the weights.
  ///   - repeatsTied: whether tied weights have an entry under both names, as PyTorch expects.
  /// - Returns: the name, shape and values of each tensor.
  package func tensors(
    _ parameters: Parameters, repeatsTied: Bool = true
  ) -> [(name: String, shape: [Int], values: ArraySlice<Float>)] {
    let tied = repeatsTied ? tiedSlots.sorted { $0.key < $1.key } : []
    return layout.slots.map { ($0.name, $0.shape, parameters[$0]) }
      + tied.map { ($0.key, $0.value.shape, parameters[$0.value]) }
  }

  /// Reads the parameters of a model file.
  package func readParameters(_ file: Safetensors) throws -> Parameters {
    // Check the content of the file before allocating memory of that size.
    let expected = layout.slots.reduce(0.0) { $0 + Double($1.count) }
    let found = file.tensors.values.reduce(0.0) { $0 + Double($1.shape.reduce(1, *)) }
    for slot in layout.slots where file.tensors[slot.name]?.shape != slot.shape || expected > found
    {
      try file.check(slot.name, shape: slot.shape)
    }
    // A file with more layers belongs to another network.
    for name in file.tensors.keys.sorted()
    where name.hasPrefix("rnn.") && layout[name] == nil && !file.isScale(name) {
      throw FileError(
        path: file.path,
        problem: "tensor \(name) is not part of the network in \(ModelFile.configuration.rawValue)")
    }
    let parameters = try Parameters(layout: layout, from: file)
    for (name, slot) in tiedSlots.sorted(by: { $0.key < $1.key }) where file.tensors[name] != nil {
      guard try file.floats(name, shape: slot.shape).elementsEqual(parameters[slot]) else {
        throw FileError(
          path: file.path,
          problem: "\(slot.name) and \(name) differ, but the configuration ties them")
      }
    }
    if !parameters.isFinite,
      let slot = layout.slots.first(where: { !parameters[$0].allSatisfy(\.isFinite) })
    {
      throw FileError(
        path: file.path,
        problem: "tensor \(slot.name) holds weights that are not finite numbers; "
          + "use another copy of the file, or train again")
    }
    return parameters
  }
}
