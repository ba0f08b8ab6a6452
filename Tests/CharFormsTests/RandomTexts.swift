import CharForms
import Testing

/// A random text of a constraint: each next character is equally probable, as long as the text can end
/// within a length.
func randomText<Rules: Constraint>(
  _ rules: Rules, upTo length: Int, _ dice: inout Dice
) throws -> String {
  var text = String.UnicodeScalarView()
  var state = rules.initialState
  var left = length
  while true {
    var choices = rules.steps(from: state).filter { $0.shortestEnd ?? .max < left }
    if rules.mayEnd(in: state), dice.below(choices.count + 1) == 0 || choices.isEmpty { break }
    choices.shuffle(using: &dice)
    let step = try #require(choices.first, "dead end after \(String(text))")
    let range = try #require(step.scalars.ranges.randomElement(using: &dice))
    let scalar = try #require(Unicode.Scalar(UInt32.random(in: range, using: &dice)))
    state = try #require(rules.state(after: scalar, in: state), "no way after \(String(text))")
    #expect(rules.shortestEnd(from: state) == step.shortestEnd)
    text.append(scalar)
    left -= 1
  }
  return String(text)
}

/// Goes from a state to an end by the nearest way, and checks that it is as long as the constraint says.
func checkShortestEnd<Rules: Constraint>(_ rules: Rules, _ start: Rules.State) throws {
  var state = start
  var left = try #require(rules.shortestEnd(from: state))
  while left > 0 {
    let nearest = rules.steps(from: state).min { $0.shortestEnd ?? .max < $1.shortestEnd ?? .max }
    let step = try #require(nearest)
    #expect(step.shortestEnd == left - 1)
    let scalar = try #require(step.scalars.first)
    state = try #require(rules.state(after: scalar, in: state))
    left -= 1
  }
  #expect(rules.mayEnd(in: state))
}

/// Checks the states of random texts: no dead ends, and the shortest ways to an end.
func checkWays<Rules: Constraint>(_ rules: Rules, _ dice: inout Dice, texts: Int) throws {
  for _ in 0..<texts {
    var state = rules.initialState
    for place in 0..<80 {
      if place % 7 == 0 { try checkShortestEnd(rules, state) }
      guard let step = rules.steps(from: state).randomElement(using: &dice) else {
        #expect(rules.mayEnd(in: state))
        break
      }
      let scalar = try #require(step.scalars.first)
      state = try #require(rules.state(after: scalar, in: state))
    }
  }
}
