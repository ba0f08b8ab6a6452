/// A set of characters that may come next and lead to ends equally near.
public struct Step: Hashable, Sendable {
  /// A number for the set before characters are left out: equal numbers of one constraint are equal sets.
  public let label: Int
  /// The characters.
  public let scalars: ScalarSet
  /// The cost of the shortest way to an end after one of them; nil if there is none in the alphabet.
  public let shortestEnd: Int?
  /// False if characters were left out of the set of the number.
  let isWhole: Bool

  /// Makes a step.
  ///
  /// - Parameters:
  ///   - label: a number for the set.
  ///   - scalars: the characters.
  ///   - shortestEnd: the cost of the shortest way to an end after one of them.
  public init(label: Int, scalars: ScalarSet, shortestEnd: Int?) {
    self.init(label: label, scalars: scalars, shortestEnd: shortestEnd, isWhole: true)
  }

  init(label: Int, scalars: ScalarSet, shortestEnd: Int?, isWhole: Bool) {
    (self.label, self.scalars, self.shortestEnd) = (label, scalars, shortestEnd)
    self.isWhole = isWhole
  }
}

/// Steps that several states have in common; ``StateSteps`` adds what differs.
public final class SharedSteps: Sendable {
  /// The steps.
  public let steps: [Step]

  /// Makes steps.
  ///
  /// - Parameter steps: sets that do not overlap.
  public init(_ steps: [Step]) { self.steps = steps }
}

/// The steps from a state: steps that other states may have too, and how those of the state differ from them.
public struct StateSteps: Sendable {
  /// The steps, before characters are left out.
  let list: SharedSteps
  /// True if other states have the same list.
  let isShared: Bool
  /// The cost by which all ways to an end are longer than in the list.
  let surcharge: Int
  /// Characters that are left out, in ascending order.
  let omitted: [UInt32]

  /// Makes steps that no other state has.
  ///
  /// - Parameter steps: sets that do not overlap.
  public init(_ steps: [Step]) {
    (list, isShared, surcharge, omitted) = (SharedSteps(steps), false, 0, [])
  }

  /// Makes steps from those that several states share.
  ///
  /// - Parameters:
  ///   - list: the steps, which the constraint keeps.
  ///   - surcharge: what the shortest way to an end costs more than in the list.
  ///   - omitted: characters that are left out, in ascending order.
  public init(_ list: SharedSteps, surcharge: Int = 0, omitting omitted: [UInt32] = []) {
    (self.list, isShared) = (list, true)
    (self.surcharge, self.omitted) = (surcharge, omitted)
  }

  /// The steps.
  public var steps: [Step] {
    if surcharge == 0 && omitted.isEmpty { return list.steps }
    return list.steps.compactMap { step in
      let scalars = omitted.isEmpty ? step.scalars : step.scalars.removing(omitted)
      if scalars.isEmpty { return nil }
      return Step(
        label: step.label, scalars: scalars, shortestEnd: step.shortestEnd.map { $0 + surcharge },
        isWhole: step.isWhole && omitted.isEmpty)
    }
  }
}
