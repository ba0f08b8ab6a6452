internal import CharNetwork

/// Cells without gates.
extension PyTorchCell {
  static func elman(_ network: NetworkConfiguration) -> PyTorchCell {
    PyTorchCell(
      title: "the simple recurrent network (Elman 1990)",
      equations: [
        "h = g(a + W·h'\(network.biasTerm("b")))        g = \(network.activation.rawValue)"
      ],
      planes: 1
    ) {
      "(h,) = state"
      "return (torch.\(network.activation.rawValue)(a + \(network.product("h", "hh"))),)"
    }
  }

  static func jordan(_ network: NetworkConfiguration) -> PyTorchCell {
    let g = "torch.\(network.activation.rawValue)"
    return PyTorchCell(
      title: "Jordan's network (1986), which feeds back its output",
      equations: [
        "h = g(a + W·y'\(network.biasTerm("b")))        g = \(network.activation.rawValue)",
        "y = g(V·h\(network.biasTerm("c")))",
      ],
      planes: 1
    ) {
      "(y,) = state"
      "h = \(g)(a + \(network.product("y", "hh")))"
      "return (\(g)(\(network.product("h", "hy"))),)"
    }
  }

  static func ctrnn(_ network: NetworkConfiguration) -> PyTorchCell {
    PyTorchCell(
      title: "the continuous-time network (Beer 1995), by Euler's method",
      equations: [
        "y = y' + (Δt/τ)∗(−y' + W·σ(y' − θ) + a)",
        "τ = 1 + e^ρ        θ = threshold, ρ = tau_raw, Δt = TIME_STEP",
      ],
      planes: 1
    ) {
      "(y,) = state"
      "rate = TIME_STEP / (1 + torch.exp(tau_raw))"
      "fed = \(network.product("torch.sigmoid(y - threshold)", "hh", hasBias: false))"
      "return (y + rate * (fed + a - y),)"
    }
  }
}
