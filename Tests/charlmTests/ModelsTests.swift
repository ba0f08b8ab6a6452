import Foundation
import Testing

@Suite("charlm models, and models by name")
struct ModelsTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, environment: ["CHARLM_MODELS": scratch.path("models")])
  }

  /// A folder of models with one that has a card.
  private func makeModel() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path("models"), withIntermediateDirectories: true)
    _ = try scratch.model(name: "models/miller")
    _ = try scratch.file(
      "models/miller/README.md", "---\nkind: stories\nlanguage: en\n---\n# miller\n")
  }

  @Test("Lists the models of a folder with facts")
  func list() throws {
    try makeModel()
    let command = try run("models", "--json")
    #expect(command.status == 0 && command.errors.isEmpty)
    let model = try #require(try command.objects.first { $0["name"] as? String == "miller" })
    #expect(
      Set(model.keys) == ["name", "path", "kind", "language", "parameters", "bytes"])
    #expect(model["path"] as? String == scratch.path("models/miller"))
    #expect(model["kind"] as? String == "stories" && model["language"] as? String == "en")
    #expect(
      try model["parameters"] as? Int == run("info", "miller", "--json").object["parameters"]
        as? Int)
    #expect(try run("models").output.contains(#/miller +stories +en +[0-9,]+ +0\.[0-9]\n/#))
  }

  @Test("A model without a card has null for what the card says")
  func noCard() throws {
    _ = try scratch.model(name: "models")
    let command = try Command(
      ["models", "--json"], environment: ["CHARLM_MODELS": scratch.directory])
    let model = try #require(try command.objects.first { $0["name"] as? String == "models" })
    #expect(model["kind"] is NSNull && model["language"] is NSNull)
  }

  @Test("Commands take a name for the directory")
  func names() throws {
    try makeModel()
    let text = try scratch.corpus()
    let directory = scratch.path("models/miller")
    for arguments in [
      ["sample", "MODEL", "--seed", "1", "--length", "20"], ["eval", "MODEL", text, "--json"],
      ["score", "MODEL", text], ["info", "MODEL"], ["tokenize", "MODEL", text],
    ] {
      var outputs: [String] = []
      for model in ["miller", directory] {
        let command = try Command(
          arguments.map { $0 == "MODEL" ? model : $0 },
          environment: ["CHARLM_MODELS": scratch.path("models")])
        #expect(command.status == 0, "\(command.errors)")
        outputs.append(command.output.replacing(#/"seconds":[0-9.e-]+/#, with: ""))
      }
      #expect(outputs[0] == outputs[1])
    }
    let train = try Command(
      ["train", text, "--from", "miller", "--steps", "1", "--out", scratch.path("more")],
      environment: ["CHARLM_MODELS": scratch.path("models")])
    #expect(train.status == 0, "\(train.errors)")
    let compressed = scratch.path("corpus.clm")
    for command in try [
      run("compress", "miller", text, "--out", compressed),
      run("compress", directory, text, "--mix", "miller:0.5", "--out", compressed),
      run("decompress", compressed, "--out", scratch.path("back.txt")),
    ] { #expect(command.status == 0, "\(command.errors)") }
    #expect(try scratch.data("back.txt") == scratch.data("corpus.txt"))
  }

  @Test("An unknown name is an error that lists the models; a path is an error as ever")
  func unknown() throws {
    try makeModel()
    for arguments in [
      ["info", "baker"], ["sample", "baker"], ["train", "x", "--from", "baker", "--out", "y"],
    ] {
      let command = try Command(
        arguments, environment: ["CHARLM_MODELS": scratch.path("models")])
      #expect(command.status == 1)
      #expect(command.failure?.hasPrefix("baker: there is no such model directory, and") == true)
      #expect(command.failure?.contains("miller") == true)
    }
    expectFailure(try run("info", scratch.path("baker")), "baker: there is no such model directory")
  }

  @Test("A model in the current folder comes before a named one, and another folder does not")
  func precedence() throws {
    try makeModel()
    _ = try scratch.model("--hidden", "16", name: "here/miller")
    try FileManager.default.createDirectory(
      atPath: scratch.path("there/miller"), withIntermediateDirectories: true)
    func parameters(_ folder: String) throws -> Int? {
      let line =
        "cd '\(scratch.path(folder))' && CHARLM_MODELS='\(scratch.path("models"))' "
        + "\"$charlm\" info miller --json"
      return try Command(shell: line).object["parameters"] as? Int
    }
    let named = try run("info", "miller", "--json").object["parameters"] as? Int
    #expect(try named != nil && parameters("there") == named)
    #expect(try parameters("here") != named)
  }

  @Test(
    "Exports weights in fewer bits, which every command reads",
    arguments: [("int8", 0.45), ("bfloat16", 0.6), ("float32", 1.1)])
  func export(_ precision: String, _ size: Double) throws {
    let model = try scratch.model("--hidden", "64")
    let out = scratch.path("out")
    let command = try Command([
      "export", model, "--format", "charlm", "--precision", precision, "--out", out,
    ])
    #expect(command.output == "\(out): model.safetensors, config.json, tokenizer.json\n")
    let bytes = try ["model", "out"].map { try scratch.data("\($0)/model.safetensors").count }
    #expect(Double(bytes[1]) < size * Double(bytes[0]))
    #expect(try Command(["info", out, "--json"]).object["weights"] as? String == precision)
    #expect(try Command(["info", out]).output.contains(try Regex("weights +\(precision)")))
    let text = try scratch.corpus()
    let losses = try [model, out].map {
      try #require(try Command(["eval", $0, text, "--json"]).object["nats_per_token"] as? Double)
    }
    #expect(abs(losses[1] / losses[0] - 1) < 0.005)
    expectFailure(
      try Command(["train", text, "--out", out, "--resume"]),
      "out: holds a model without the state of its training run", "--from")
    let from = ["train", text, "--from", out, "--out", scratch.path("more"), "--steps", "2"]
    #expect(try Command(from).status == 0)
  }

  @Test("Refuses a number format that does not fit the program")
  func refusals() throws {
    let model = try scratch.model()
    func export(_ arguments: String...) throws -> Command {
      try Command(["export", model, "--out", scratch.path("out")] + arguments)
    }
    expectRefusal(
      try export("--format", "pytorch", "--precision", "int8"), "--precision is for --format charlm"
    )
    expectRefusal(
      try export("--format", "charlm", "--precision", "auto"), "float32, bfloat16 or int8")
    expectRefusal(try export("--format", "charlm", "--precision", "int4"), "int4")
  }
}
