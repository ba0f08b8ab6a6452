import Foundation
import Testing

@Suite("charlm compress and decompress")
struct CompressTests {
  private let scratch: Scratch
  private let model: String
  private let text: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model()
    text = try scratch.file("text.txt", Tiny.text + "Unknown: é\r\n")
  }

  /// Compresses the text, restores it, and returns the JSON object of compress.
  private func roundTrip(_ arguments: [String]) throws -> [String: Any] {
    let (out, back) = (scratch.path("out"), scratch.path("back"))
    let compressed = try Command(["compress"] + arguments + [text, "--out", out, "--json"])
    try #require(compressed.status == 0, "\(compressed.errors)")
    let restored = try Command(["decompress", out, "--out", back, "--json"])
    try #require(restored.status == 0, "\(restored.errors)")
    #expect(try scratch.data("back") == scratch.data("text.txt"))
    let (a, b) = try (compressed.object, restored.object)
    #expect(a["bytes_in"] as? Int == b["bytes_out"] as? Int)
    #expect(a["bytes_out"] as? Int == b["bytes_in"] as? Int)
    #expect(a["bytes_out"] as? Int == (try scratch.data("out").count))
    return a
  }

  @Test("A file comes back: with a model, learning, mixed, and without a model")
  func roundTrips() throws {
    let ngram = scratch.path("ngram")
    let trained = try Command(["ngram", "train", scratch.corpus(), "--out", ngram])
    try #require(trained.status == 0, "\(trained.errors)")
    var sizes: [Int] = []
    for arguments in [
      [model], [model, "--dynamic", "--dynamic-rate", "0.01"], [model, "--mix", "\(ngram):0.9"],
      ["--online"], [model, "--cache", "50", "--cache-weight", "0.25"],
    ] {
      let result = try roundTrip(arguments)
      let (bytes, bits) = (result["bytes_out"] as? Int, result["model_bits"] as? Double)
      let size = try #require(bytes)
      #expect(try Double(size * 8) <= #require(bits) * 1.002 + 64 * 8)
      sizes.append(size)
    }
    #expect(sizes[1] < sizes[0] && sizes[2] < sizes[1])
  }

  @Test("Another model, a damaged file and a text are refused with the reason")
  func refusals() throws {
    let out = scratch.path("out")
    try #require(try Command(["compress", model, text, "--out", out]).status == 0)
    let other = try scratch.model("--seed", "9", name: "other")
    expectFailure(
      try Command(["decompress", out, "--out", scratch.path("b"), "--model", other]),
      "another model", "hash")
    expectFailure(
      try Command(
        ["decompress", out, "--out", scratch.path("b"), "--model", scratch.path("none")]), "none")
    var data = try scratch.data("out")
    data[data.count / 2 + 40] ^= 0x10
    try data.write(to: URL(fileURLWithPath: scratch.path("damaged")))
    expectFailure(
      try Command(["decompress", scratch.path("damaged"), "--out", scratch.path("b")]), "damaged")
    expectFailure(
      try Command(["decompress", text, "--out", scratch.path("b")]), "not a file that charlm")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("b")))
    expectRefusal(try Command(["compress", model, "--out", out]), "Name a model and a file")
    expectRefusal(
      try Command(["compress", "--online", text, "--dynamic", "--out", out]), "--online")
  }

  @Test("A model that is not there is an error that names the compressed file and --model")
  func missingModel() throws {
    let out = scratch.path("out")
    try #require(try Command(["compress", model, text, "--out", out]).status == 0)
    let moved = scratch.path("moved")
    try FileManager.default.moveItem(atPath: model, toPath: moved)
    expectFailure(
      try Command(["decompress", out, "--out", scratch.path("b")]), "\(out): ", "/model:", "--model"
    )
    let restored = try Command(["decompress", out, "--out", scratch.path("b"), "--model", moved])
    #expect(restored.status == 0, "\(restored.errors)")
  }

  @Test(
    "A model is found from any directory: an installed one by its name, others from the file on")
  func references() throws {
    func restore(_ file: String, models: String) throws {
      let back = scratch.path("back")
      let restored = try Command(
        shell: "cd / && CHARLM_MODELS=\(models) \"$charlm\" decompress \(file) --out \(back)")
      #expect(restored.status == 0, "\(restored.errors)")
      #expect(try scratch.data("back") == scratch.data("text.txt"))
    }
    func move(_ old: String, _ new: String) throws {
      try FileManager.default.moveItem(atPath: scratch.path(old), toPath: scratch.path(new))
    }
    for folder in ["home/in", "far"] {
      try FileManager.default.createDirectory(
        atPath: scratch.path(folder), withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(atPath: model, toPath: scratch.path("home/model"))
    func compress(_ out: String, models: String) throws {
      let compressed = try Command(
        ["compress", scratch.path("home/model"), text, "--out", scratch.path(out)],
        environment: ["CHARLM_MODELS": models])
      try #require(compressed.status == 0, "\(compressed.errors)")
    }
    try compress("home/in/out", models: "/nowhere")
    try compress("far/out", models: scratch.path("home"))
    // Models and files go elsewhere.
    try move("home", "moved")
    try restore(scratch.path("moved/in/out"), models: "/nowhere")
    try restore(scratch.path("far/out"), models: scratch.path("moved"))
  }

  @Test("A pipe is compressed and restored like a file")
  func pipes() throws {
    let (out, back) = (scratch.path("out"), scratch.path("back"))
    let size = try scratch.data("text.txt").count
    for input in ["cat \(text) | { ", "{ < \(text) "] {
      let compressed = try Command(
        shell: "\(input) \"$charlm\" compress --online - --out \(out) --json; }")
      #expect(try compressed.object["bytes_in"] as? Int == size, "\(compressed.errors)")
      let restored = try Command(
        shell: "cat \(out) | \"$charlm\" decompress - --out \(back) --json")
      #expect(try restored.object["bytes_in"] as? Int == scratch.data("out").count)
      #expect(try scratch.data("back") == scratch.data("text.txt"), "\(restored.errors)")
    }
    // A file that somebody has begun to read.
    let rest = try Command(
      shell: "{ head -c 10 > \(back); \"$charlm\" compress --online - --out \(out); } < \(text)")
    #expect(rest.status == 0, "\(rest.errors)")
    let restored = try Command(shell: "\"$charlm\" decompress \(out) --out \(back)")
    #expect(restored.status == 0, "\(restored.errors)")
    expectFailure(try Command(["decompress", out, "--out", "-"]), "-: standard output", "file")
  }

  @Test("Kernels that may give other numbers are refused")
  func kernels() throws {
    let out = scratch.path("out")
    let compressed = try Command(
      ["compress", model, text, "--out", out], environment: ["CHARLM_KERNELS": "portable"])
    try #require(compressed.status == 0, "\(compressed.errors)")
    let restored = try Command(
      ["decompress", out, "--out", scratch.path("back")],
      environment: ["CHARLM_KERNELS": "portable"])
    #expect(restored.status == 0, "\(restored.errors)")
    let elsewhere = try Command(["decompress", out, "--out", scratch.path("back")])
    // A machine without faster kernels restores it.
    if elsewhere.status != 0 { expectFailure(elsewhere, "kernels portable", "CHARLM_KERNELS") }
  }
}
