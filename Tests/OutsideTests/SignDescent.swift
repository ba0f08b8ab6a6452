import CharNetwork
import CharNumerics
import CharTraining

/// An optimizer of one's own: every weight moves by the learning rate against the sign of its gradient.
struct SignDescent: Optimizer {
  var moments: [String: [Float]] = [:]

  mutating func update(
    _ parameters: inout Parameters, _ gradient: Gradient, step: Int, rate: Double,
    clipping: Clipping, team: Team
  ) {
    for index in parameters.values.indices {
      let slope = gradient.values[index]
      if slope != 0 { parameters.values[index] -= slope > 0 ? Float(rate) : -Float(rate) }
    }
  }
}
