import CharLM
import CharNetwork
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Installed models")
struct InstalledModelsTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func make(_ name: String, direction: ReadingDirection = .forward) throws {
    let model = try makeModel(.gru)
    var configuration = model.tokenizer.configuration
    configuration.direction = direction
    let tokenizer = Tokenizer(
      configuration: configuration, vocabulary: model.tokenizer.vocabulary)
    try LanguageModel(
      tokenizer: tokenizer, network: model.network, parameters: model.parameters
    ).save(to: scratch.path(name))
  }

  @Test("The environment comes first, then the installation, then the package")
  func order() throws {
    for folder in ["mine", "opt/share/charlm/models", "opt/models"] {
      try make("\(folder)/both")
      try make("\(folder)/of-\(folder.split(separator: "/").first ?? "")")
    }
    try scratch.write([], to: "opt/Package.swift")
    let models = InstalledModels(
      executable: scratch.path("opt/bin/charlm"),
      environment: ["CHARLM_MODELS": "\(scratch.path("none")):\(scratch.path("mine"))"])
    #expect(
      models.folders.map { $0.replacing(scratch.directory, with: "") } == [
        "/none", "/mine", "/opt/share/charlm/models", "/opt/models",
      ])
    #expect(models.names == ["both", "of-mine", "of-opt"])
    #expect(models.directory(named: "both") == scratch.path("mine/both"))
    #expect(models.directory(named: "of-opt") == scratch.path("opt/share/charlm/models/of-opt"))
    for name in ["", ".", "..", "none", "../mine/both"] {
      #expect(models.directory(named: name) == nil, "\(name)")
    }
  }

  @Test("Where no models are installed, an unknown name is an error that says where to read on")
  func hint() throws {
    try make("models/a")
    func problem(_ folders: [String]) -> String? {
      #expect(throws: FileError.self) {
        _ = try InstalledModels(folders: folders).path(of: "none", hint: "the manual")
      }?.problem
    }
    #expect(problem([])?.hasSuffix("no models are installed (see the manual)") == true)
    #expect(problem([scratch.path("models")])?.hasSuffix("there are a") == true)
  }

  @Test("A folder is a model if it has a configuration")
  func content() throws {
    try make("models/a")
    try make("models/.hidden")
    try FileManager.default.createDirectory(
      atPath: scratch.path("models/empty"), withIntermediateDirectories: true)
    try scratch.write([], to: "models/README.md")
    #expect(InstalledModels(folders: [scratch.path("models")]).names == ["a"])
  }

  @Test("The partner of a model stands beside it and reads backward")
  func partner() throws {
    try make("m")
    #expect(LanguageModel.backwardPartner(of: scratch.path("m")) == nil)
    try make("m-backward", direction: .backward)
    for path in ["m", "m/"] {
      #expect(
        LanguageModel.backwardPartner(of: scratch.path(path)) == scratch.path("m-backward"))
    }
    try make("n")
    try make("n-backward")
    #expect(LanguageModel.backwardPartner(of: scratch.path("n")) == nil)
  }

  @Test("A card begins with lines of keys and values")
  func card() {
    let card = ModelCard("---\nkind: poems\nlanguage:  zh\nurl: https://x.org/a:b\n---\nkind: no\n")
    #expect(card.kind == "poems" && card.language == "zh")
    #expect(card.values["url"] == "https://x.org/a:b")
    for text in ["", "# name\n", "---\nkind: poems\n", "x\n---\nkind: poems\n---\n"] {
      #expect(ModelCard(text).values.isEmpty, "\(text)")
    }
  }
}
