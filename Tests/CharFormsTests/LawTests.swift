import CharForms
import Testing

@Suite("Laws of constraints")
struct LawTests {
  @Test("the shortest way to an end is reached by a text of that length", arguments: Sample.all)
  func shortestEnd(_ sample: Sample) throws {
    func check(_ rules: some Constraint) throws {
      try walk(rules) { state in try reachEnd(rules, state) }
    }
    try check(sample.make())
  }

  private func reachEnd<Rules: Constraint>(_ rules: Rules, _ start: Rules.State) throws {
    var state = start
    var left = try #require(rules.shortestEnd(from: state))
    while left > 0 {
      #expect(!rules.mayEnd(in: state))
      let nearest = rules.steps(from: state).min {
        $0.shortestEnd ?? .max < $1.shortestEnd ?? .max
      }
      let step = try #require(nearest)
      #expect(step.shortestEnd == left - 1)
      let scalar = try #require(step.scalars.first)
      state = try #require(rules.state(after: scalar, in: state))
      #expect(rules.shortestEnd(from: state) == left - 1)
      left -= 1
    }
    #expect(rules.mayEnd(in: state))
  }

  @Test("a character is allowed exactly if it is in a step", arguments: Sample.all)
  func steps(_ sample: Sample) throws {
    let probes = "abcdxyz019 \"{}[],:-.\\né".unicodeScalars
    func check(_ rules: some Constraint) {
      walk(rules) { state in compare(rules, state, probes) }
    }
    try check(sample.make())
  }

  private func compare<Rules: Constraint>(
    _ rules: Rules, _ state: Rules.State, _ probes: String.UnicodeScalarView
  ) {
    for scalar in probes {
      let step = rules.steps(from: state).first { $0.scalars.contains(scalar) }
      let next = rules.state(after: scalar, in: state)
      #expect((step == nil) == (next == nil))
      if let step, let next { #expect(step.shortestEnd == rules.shortestEnd(from: next)) }
    }
  }

  @Test("no state is a dead end", arguments: Sample.all)
  func noDeadEnds(_ sample: Sample) throws {
    func check(_ rules: some Constraint) {
      walk(rules) { state in
        #expect(rules.mayEnd(in: state) || !rules.steps(from: state).isEmpty)
        #expect((rules.shortestEnd(from: state) == 0) == rules.mayEnd(in: state))
      }
    }
    try check(sample.make())
  }

  /// Visits the states of random texts.
  private func walk<Rules: Constraint>(
    _ rules: Rules, _ visit: (Rules.State) throws -> Void
  ) rethrows {
    for seed in 1...15 {
      var dice = Dice(UInt64(seed))
      var state = rules.initialState
      for _ in 0..<40 {
        try visit(state)
        guard let step = rules.steps(from: state).randomElement(using: &dice),
          let range = step.scalars.ranges.randomElement(using: &dice),
          let scalar = Unicode.Scalar(UInt32.random(in: range, using: &dice)),
          let next = rules.state(after: scalar, in: state)
        else { break }
        state = next
      }
    }
  }
}
