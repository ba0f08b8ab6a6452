/// Labels by number: the given ones, then others in order of first occurrence.
struct LabelIndex {
  private(set) var names: [String]
  private var indices: [String: Int32]

  /// - Parameter names: The labels that are already known, each once.
  init(_ names: [String] = []) {
    self.names = names
    indices = [:]
    for (index, name) in names.enumerated() { indices[name] = Int32(index) }
  }

  /// Returns the number of a label, adding it if it is new.
  mutating func index(of name: String) -> Int32 {
    if let index = indices[name] { return index }
    let index = Int32(names.count)
    names.append(name)
    indices[name] = index
    return index
  }

  /// The labels in byte order, and for each old number the new one.
  var sorted: (names: [String], numbers: [Int32]) {
    let order = names.indices.sorted {
      names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
    }
    var numbers = [Int32](repeating: 0, count: names.count)
    for (number, index) in order.enumerated() { numbers[index] = Int32(number) }
    return (order.map { names[$0] }, numbers)
  }
}
