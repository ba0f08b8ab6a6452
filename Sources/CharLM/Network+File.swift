package import CharNetwork
package import CharNumerics

extension CharacterNetwork {
  /// All tensors of a model file; tied weights stand under both names.
  package func tensors(
    _ parameters: Parameters
  ) -> [(name: String, shape: [Int], values: ArraySlice<Float>)] {
    let tied = tiedSlots.sorted { $0.key < $1.key }
    return layout.slots.map { ($0.name, $0.shape, parameters[$0]) }
      + tied.map { ($0.key, $0.value.shape, parameters[$0.value]) }
  }

  /// The parameters in a model file.
  package func readParameters(_ file: Safetensors) throws -> Parameters {
    // What the file holds is checked before memory of that size is asked for.
    let expected = layout.slots.reduce(0.0) { $0 + Double($1.count) }
    let found = file.tensors.values.reduce(0.0) { $0 + Double($1.shape.reduce(1, *)) }
    for slot in layout.slots where file.tensors[slot.name]?.shape != slot.shape || expected > found
    {
      _ = try file.floats(slot.name, shape: slot.shape)
    }
    // A file with more layers is another network's.
    for name in file.tensors.keys.sorted() where name.hasPrefix("rnn.") && layout[name] == nil {
      throw FileError(
        path: file.path,
        problem: "tensor \(name) is no part of the network in \(ModelFile.configuration.rawValue)")
    }
    var parameters = Parameters(layout: layout)
    for slot in layout.slots {
      parameters[slot] = try file.floats(slot.name, shape: slot.shape)[...]
    }
    for (name, slot) in tiedSlots.sorted(by: { $0.key < $1.key }) where file.tensors[name] != nil {
      guard try file.floats(name, shape: slot.shape).elementsEqual(parameters[slot]) else {
        throw FileError(
          path: file.path,
          problem: "\(slot.name) and \(name) differ, but the configuration ties them")
      }
    }
    if let slot = layout.slots.first(where: { !parameters[$0].allSatisfy(\.isFinite) }) {
      throw FileError(
        path: file.path, problem: "tensor \(slot.name) holds weights that are not finite numbers")
    }
    return parameters
  }
}
