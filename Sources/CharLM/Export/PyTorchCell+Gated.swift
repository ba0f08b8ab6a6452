internal import CharNetwork

/// Gated cells, except the LSTM and its variants.
extension PyTorchCell {
  static func gruResettingAfter(_ network: NetworkConfiguration) -> PyTorchCell {
    let b = network.hasBiases
    return PyTorchCell(
      title: "the gated recurrent unit (Cho et al. 2014), the reset after the product",
      equations: [
        "r = σ(a_r + W_r·h'\(b ? " + b_r" : ""))        z = σ(a_z + W_z·h'\(b ? " + b_z" : ""))",
        "n = tanh(a_n + r∗\(b ? "(W_n·h' + b_n)" : "W_n·h'"))",
        "h = (1 − z)∗n + z∗h'",
      ],
      planes: 1
    ) {
      "(h,) = state"
      unpack(["a_r", "a_z", "a_n"], "a")
      unpack(["q_r", "q_z", "q_n"], network.product("h", "hh"))
      """
      r = torch.sigmoid(a_r + q_r)
      z = torch.sigmoid(a_z + q_z)
      n = torch.tanh(a_n + r * q_n)
      return ((1 - z) * n + z * h,)
      """
    }
  }

  static func gruResettingBefore(_ network: NetworkConfiguration) -> PyTorchCell {
    let b = network.hasBiases
    func product(_ x: String, _ gates: String) -> String {
      var arguments = network.normalizesLayers ? "norm(" : ""
      arguments += "F.linear(\(x), W_\(gates)"
      guard network.normalizesLayers else { return arguments + (b ? ", b_\(gates))" : ")") }
      return arguments + "), gain_\(gates))" + (b ? " + b_\(gates)" : "")
    }
    return PyTorchCell(
      title: "the gated recurrent unit (Cho et al. 2014), the reset before the product",
      equations: [
        "r = σ(a_r + W_r·h'\(b ? " + b_r" : ""))        z = σ(a_z + W_z·h'\(b ? " + b_z" : ""))",
        "n = tanh(a_n + W_n·(r∗h')\(b ? " + b_n" : ""))",
        "h = (1 − z)∗h' + z∗n",
      ],
      planes: 1
    ) {
      "(h,) = state"
      "sizes = (2 * HIDDEN, HIDDEN)"
      "a_rz, a_n = a.split(sizes, -1)"
      "W_rz, W_n = weight_hh.split(sizes)"
      if b { "b_rz, b_n = bias_hh.split(sizes)" }
      if network.normalizesLayers { "gain_rz, gain_n = norm_hh.split(sizes)" }
      """
      r, z = torch.sigmoid(a_rz + \(product("h", "rz"))).chunk(2, -1)
      n = torch.tanh(a_n + \(product("r * h", "n")))
      return ((1 - z) * h + z * n,)
      """
    }
  }

  static let minGRU = PyTorchCell(
    title: "the minGRU (Feng et al. 2024, arXiv:2410.01201)",
    equations: ["z = σ(a_z)", "h = (1 − z)∗h' + z∗a_h"],
    planes: 1
  ) {
    """
    (h,) = state
    a_z, a_h = a.chunk(2, -1)
    z = torch.sigmoid(a_z)
    return ((1 - z) * h + z * a_h,)
    """
  }

  static let minLSTM = PyTorchCell(
    title: "the minLSTM (Feng et al. 2024, arXiv:2410.01201)",
    equations: ["f = σ(a_f)        i = σ(a_i)", "h = (f∗h' + i∗a_h)/(f + i)"],
    planes: 1
  ) {
    """
    (h,) = state
    a_f, a_i, a_h = a.chunk(3, -1)
    f, i = torch.sigmoid(a_f), torch.sigmoid(a_i)
    return ((f * h + i * a_h) / (f + i),)
    """
  }

  static let sru = PyTorchCell(
    title: "the simple recurrent unit (Lei et al. 2018, arXiv:1709.02755)",
    equations: [
      "f = σ(a_f + v_f∗c')        r = σ(a_r + v_r∗c')",
      "c = f∗c' + (1 − f)∗a_x",
      "h = r∗c + (1 − r)∗a_k",
    ],
    planes: 2
  ) {
    """
    _, c = state
    a_x, a_f, a_r, a_k = a.chunk(4, -1)
    v_f, v_r = weight_c.chunk(2)
    f = torch.sigmoid(a_f + v_f * c)
    r = torch.sigmoid(a_r + v_r * c)
    c = f * c + (1 - f) * a_x
    return r * c + (1 - r) * a_k, c
    """
  }
}
