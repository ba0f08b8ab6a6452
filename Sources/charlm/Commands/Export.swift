import ArgumentParser
import CharIO
import CharLM
import CharNumerics
import Foundation

/// The command `charlm export`.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a language model for another program, or in less space.",
    discussion: """
      pytorch: the weights as safetensors, and model.py, a short PyTorch program for this model that \
      loads them, evaluates and samples. charlm: the model without its training state; --precision int8 takes a \
      quarter of the space, bfloat16 half. Both are model directories.
      """)

  /// The available export formats.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case pytorch, charlm
  }

  @OptionGroup var model: ModelOptions

  @Option(help: "The program that is to read it.")
  var format: Format

  @Option(
    help: """
      With charlm: number format of the stored weights: float32, bfloat16 or int8. (default: float32)
      """,
    transform: parse)
  var precision: Precision?

  @Option(
    name: .shortAndLong, help: "The directory to write; new or empty, or any with --force.")
  var out: String

  @Flag(help: "Write into a directory that holds files, over those of the same names.")
  var force = false

  private static func parse(_ text: String) throws -> Precision {
    guard let precision = Precision(rawValue: text), precision != .auto else {
      throw ValidationError("\(text) is not a number format; give float32, bfloat16 or int8")
    }
    return precision
  }

  func validate() throws {
    if precision != nil, format != .charlm {
      throw ValidationError("--precision is for --format charlm; PyTorch reads float32.")
    }
    if out.isEmpty { throw ValidationError("A path is empty; name a directory for --out.") }
  }

  func run() throws {
    let (source, target) = (Self.location(try model.directory), Self.location(out))
    guard source != target else {
      throw Failure("\(out): is the model itself; give another directory for --out")
    }
    let model = try model.load()
    let files =
      switch format {
      case .pytorch: try model.exportPyTorch(to: out, overwrites: force)
      case .charlm: try model.export(to: out, precision: precision ?? .float32, overwrites: force)
      }
    try Console.line("\(out): \(files.joined(separator: ", "))")
  }

  /// Returns a path with links and dots resolved.
  private static func location(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
