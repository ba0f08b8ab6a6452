import ArgumentParser
import CharLM
import Foundation

/// The command `charlm export`.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a language model for another program.",
    discussion: """
      pytorch: the weights as safetensors, and model.py, a short PyTorch program for this model that \
      loads them, evaluates and samples. What is written is a model directory too.
      """)

  /// The available export formats.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case pytorch
  }

  @OptionGroup var model: ModelOptions

  @Option(help: "The program that is to read it.")
  var format: Format

  @Option(help: "The directory to write; new or empty, or any with --force.")
  var out: String

  @Flag(help: "Write into a directory that holds files, over those of the same names.")
  var force = false

  func validate() throws {
    if out.isEmpty { throw ValidationError("A path is empty; name a directory for --out.") }
  }

  func run() throws {
    let (source, target) = (Self.location(model.model), Self.location(out))
    guard source != target else {
      throw Failure("\(out): is the model itself; give another directory for --out")
    }
    let model = try model.load()
    switch format {
    case .pytorch:
      let files = try model.exportPyTorch(to: out, overwrites: force)
      try Console.line("\(out): \(files.joined(separator: ", "))")
    }
  }

  /// Returns a path with links and dots resolved.
  private static func location(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
