import CharNetwork
import Testing

@Suite("charlm check-gradients")
struct CheckGradientsTests {
  private func tensors(_ command: Command) throws -> [[String: Any]] {
    try #require(try command.object["tensors"] as? [[String: Any]])
  }

  @Test("finds the gradients of every cell right", arguments: CellKind.allCases.map(\.rawValue))
  func cells(_ name: String) throws {
    let command = try Command(["check-gradients", "--cell", name, "--json"])
    #expect(command.status == 0, "\(command.errors)")
    let object = try command.object
    #expect(object["agrees"] as? Bool == true)
    for tensor in try tensors(command) {
      #expect(try #require(tensor["hand_norm"] as? Double) > 0)
      #expect(try #require(tensor["hand_error"] as? Double) <= 1e-5)
      #expect(try #require(tensor["graph_error"] as? Double) <= 1e-7)
    }
  }

  @Test(
    "finds those of taggers and classifiers right, in both directions and forward",
    arguments: [
      ["tag"], ["classify"], ["classify", "--pool", "max"], ["classify", "--pool", "last"],
    ])
  func labels(_ task: [String]) throws {
    for (direction, count) in [("both", 19), ("forward", 11)] {
      let command = try Command(
        ["check-gradients", "--direction", direction, "--json", "--task"] + task)
      #expect(command.status == 0, "\(command.errors)")
      let tensors = try tensors(command)
      #expect(tensors.count == count)
      #expect(tensors.allSatisfy { ($0["hand_norm"] as? Double ?? 0) > 0 })
    }
  }

  @Test("says in its help how small the network is")
  func help() throws {
    let help = try Command(["check-gradients", "--help-all"]).output
      .replacing(/\s+/, with: " ")
    #expect(help.contains(/--hidden <hidden> +Units of a layer. \(default: 5\)/))
    #expect(help.contains(/--embedding <embedding> .* \(default: 4\)/))
    let tensors = try tensors(Command(["check-gradients", "--json"]))
    let shapes = tensors.reduce(into: [:]) { $0[$1["name"] as? String ?? ""] = $1["shape"] }
    #expect(shapes["embedding.weight"] as? [Int] == [9, 4])
    #expect(shapes["output.weight"] as? [Int] == [9, 5])
  }

  @Test("takes the flags of a network, and builds that network")
  func flags() throws {
    let command = try Command([
      "check-gradients", "--cell", "gru", "--reset", "before", "--layers", "3", "--hidden", "4",
      "--embedding", "2", "--skip", "--learned-state", "--input-layers", "1", "--vocabulary", "5",
      "--steps", "3", "--lanes", "2", "--seed", "7", "--json",
    ])
    #expect(command.status == 0, "\(command.errors)")
    let shapes = try tensors(command).reduce(into: [String: [Int]]()) { shapes, tensor in
      shapes[tensor["name"] as? String ?? ""] = tensor["shape"] as? [Int]
    }
    #expect(shapes["embedding.weight"] == [5, 2])
    #expect(shapes["rnn.weight_ih_l2"] == [12, 6])
    #expect(shapes["rnn.initial_l1"] == [1, 4])
    #expect(shapes["input_layers.0.weight"] == [2, 2])
    #expect(shapes["output.weight"] == [5, 12])
  }

  @Test("prints a table, the same each time, another of another seed")
  func table() throws {
    let command = try Command(["check-gradients"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.split(separator: "\n").count { $0.hasSuffix("  ok") } == 11)
    #expect(command.output.contains("\n11 of 11 tensors agree"))
    #expect(try Command(["check-gradients", "--seed", "0"]).output == command.output)
    #expect(try Command(["check-gradients", "--seed", "1"]).output != command.output)
  }

  @Test("shows a gradient that is broken on purpose, and fails")
  func broken() throws {
    for name in ["weight_hh_l0", "rnn.weight_hh_l0"] {
      let command = try Command(["check-gradients", "--break", name])
      #expect(command.status == 1)
      #expect(command.failure?.hasPrefix("rnn.weight_hh_l0: ") == true, "\(command.errors)")
      let lines = command.output.split(separator: "\n")
      #expect(lines.count { $0.hasSuffix("  ok") } == 10)
      let wrong = try #require(lines.firstIndex { $0.hasSuffix("  WRONG") })
      #expect(lines[wrong].hasPrefix("rnn.weight_hh_l0 "))
      #expect(lines[wrong].contains(" 1.0e-03 "))
      #expect(lines[wrong + 1].contains("by hand"))
      #expect(command.output.contains("\n10 of 11 tensors agree"))
    }
    let json = try Command(["check-gradients", "--break", "output.bias", "--json"])
    #expect(json.status == 1)
    #expect(try json.object["agrees"] as? Bool == false)
    let wrong = try tensors(json).filter { $0["agrees"] as? Bool == false }
    #expect(wrong.compactMap { $0["name"] as? String } == ["output.bias"])
  }

  @Test("names the tensors if one to be broken is unknown")
  func unknown() throws {
    expectRefusal(
      try Command(["check-gradients", "--cell", "gru", "--break", "weight"]),
      "no tensor weight", "rnn.weight_hh_l1", "output.bias")
  }

  @Test("leaves out what draws at random, with a warning")
  func random() throws {
    let flags = ["--dropout", "0.5", "--zoneout", "0.2", "--weight-dropout", "0.3"]
    let command = try Command(["check-gradients"] + flags)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.errors.contains("warning: dropout and zoneout"))
    #expect(try command.output == Command(["check-gradients"]).output)
  }

  @Test("refuses sizes out of range, too large, and networks that cannot be")
  func ranges() throws {
    for (flag, value) in [
      ("steps", "0"), ("lanes", "-1"), ("vocabulary", "1"), ("hidden", "0"), ("layers", "0"),
    ] {
      expectRefusal(
        try Command(["check-gradients", "--\(flag)", value]), "\(flag): \(value) is out of range")
    }
    expectRefusal(
      try Command(["check-gradients", "--hidden", "512"]), "too many", "--hidden")
    expectRefusal(try Command(["check-gradients", "--cell", "sru", "--reset", "before"]), "reset")
    expectRefusal(try Command(["check-gradients", "--zoneout", "1"]), "zoneout")
    expectRefusal(try Command(["check-gradients", "--direction", "both"]), "needs --task")
    expectRefusal(try Command(["check-gradients", "--task", "tag", "--pool", "max"]), "--pool")
    expectRefusal(try Command(["check-gradients", "--task", "tag", "--skip"]), "bidirectional")
  }
}
