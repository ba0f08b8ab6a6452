import Foundation
import Testing

@Suite("charlm export")
struct ExportTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func export(_ model: String, _ arguments: String...) throws -> Command {
    try Command(["export", model, "--format", "pytorch"] + arguments)
  }

  @Test("Writes a folder for PyTorch that is a model still", arguments: ["byte", "grapheme"])
  func folder(_ unit: String) throws {
    let model = try scratch.model("--unit", unit)
    let command = try export(model, "--out", scratch.path("out"))
    #expect(command.status == 0)
    let clusters = unit == "grapheme" ? ", clusters.txt" : ""
    #expect(
      command.output
        == "\(scratch.path("out")): model.py\(clusters), model.safetensors, config.json, tokenizer.json\n"
    )
    #expect(command.errors.isEmpty)
    for file in ["model.safetensors", "tokenizer.json", "config.json"] {
      #expect(try scratch.data("out/\(file)") == scratch.data("model/\(file)"))
    }
    let text = try scratch.file("text.txt", Tiny.text)
    var figures = [[String: Any]]()
    for folder in [model, scratch.path("out")] {
      figures.append(try Command(["eval", folder, text, "--json"]).object)
    }
    #expect(figures[0]["nats"] as? Double == figures[1]["nats"] as? Double)
  }

  @Test("Takes the latest weights where that is asked for")
  func last() throws {
    let model = try scratch.model(
      "--eval-every", "1", "--optimizer", "adamw", "--rate", "30")
    #expect(try export(model, "--out", scratch.path("best")).status == 0)
    #expect(try export(model, "--out", scratch.path("last"), "--last").status == 0)
    #expect(try scratch.data("best/model.py") == scratch.data("last/model.py"))
    #expect(
      try scratch.data("best/model.safetensors") != scratch.data("last/model.safetensors"))
  }

  @Test("Asks before it writes over anything, and never writes over the model")
  func force() throws {
    let model = try scratch.model()
    let out = scratch.path("out")
    #expect(try export(model, "--out", out).status == 0)
    expectFailure(
      try export(model, "--out", out), "out: is not empty (config.json and 3 more)", "--force")
    _ = try scratch.file("out/model.py", "mine")
    expectFailure(try export(model, "--out", out), "is not empty")
    #expect(try scratch.data("out/model.py") == Data("mine".utf8))
    #expect(try export(model, "--out", out, "--force").status == 0)
    #expect(try scratch.data("out/model.py") != Data("mine".utf8))

    let before = try FileManager.default.contentsOfDirectory(atPath: model).sorted()
    for path in [model, model + "/", scratch.path("out/../model/.")] {
      expectFailure(try export(model, "--out", path, "--force"), "is read, too")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: model).sorted() == before)
  }

  @Test("Says what is wrong with its arguments and places")
  func errors() throws {
    let model = try scratch.model()
    let file = try scratch.file("plain", "x")
    expectFailure(try export(model, "--out", file), "plain: is a file")
    expectFailure(
      try export(model, "--out", file + "/below"), "below: the directory cannot be made")
    expectFailure(
      try export(scratch.path("none"), "--out", scratch.path("out")),
      "none: there is no such model directory")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out")))
    expectRefusal(try export(model), "--out")
    expectRefusal(try export(model, "--out", ""), "A path is empty")
    expectRefusal(try Command(["export", model, "--out", scratch.path("out")]), "--format")
    expectRefusal(
      try Command(["export", model, "--out", scratch.path("out"), "--format", "onnx"]), "onnx",
      "pytorch")
  }
}
