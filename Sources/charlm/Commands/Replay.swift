import ArgumentParser
import CharIO
import CharLM
import CharNumerics
import Foundation

/// The command `charlm replay`.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Generate texts again from their receipts and compare.",
    discussion: """
      Each line that charlm sample --json prints has a receipt. The status is 1 if a text differs, or if \
      the model is another one.
      """)

  @Argument(help: "File of such lines; - for standard input.")
  var file: String

  @Option(help: "The model directory or name. (default: as in the receipts)")
  var model: String?

  @Flag(help: "Print a JSON object per text.")
  var json = false

  func run() throws {
    var run: [RecordedText] = []
    var isEqual = true
    var number = 0
    let name = file == "-" ? "standard input" : file
    for line in try TextInput.read(file).split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { !$0.isWhitespace }) else { continue }
      let text = try RecordedText(line: Array(line.utf8), "\(name):\(number)")
      // Texts of one run are generated together.
      if let first = run.first,
        first.receipt != text.receipt || run.contains(where: { $0.index == text.index })
      {
        isEqual = try replay(run) && isEqual
        run = []
      }
      run.append(text)
    }
    guard number > 0, !run.isEmpty else { throw Failure("\(name): holds no texts") }
    isEqual = try replay(run) && isEqual
    if !isEqual { Foundation.exit(1) }
  }

  /// Generates the texts of one receipt and compares them.
  ///
  /// - Returns: whether all are equal.
  private func replay(_ run: [RecordedText]) throws -> Bool {
    guard let first = run.first else { return true }
    do {
      return try replay(run, first.receipt)
    } catch let error as ReceiptError {
      if case .otherModel = error {
        throw Failure("\(first.place): \(error); give the right one with --model")
      }
      throw Failure("\(first.place): \(error)")
    }
  }

  private func replay(_ run: [RecordedText], _ receipt: GenerationReceipt) throws -> Bool {
    let place = run[0].place
    let sample: Sample
    do {
      sample = try Sample.parse([model ?? receipt.model] + receipt.arguments)
    } catch {
      throw Failure(
        "\(place): the receipt has settings that this version does not know: \(Sample.message(for: error))"
      )
    }
    let loaded = try sample.loaded()
    let identity = try sample.mixing.identity(
      of: loaded, sample.model, precision: sample.precision.precision)
    let reasons = try receipt.differences(from: identity, named: sample.model.model)
    guard try receipt.copyIndex == sample.copies.indexHash(in: sample.model.directory) else {
      throw Failure(
        "\(place): the index of the training text has changed since the receipt was made")
    }
    if !reasons.isEmpty {
      Console.warning(
        "\(place): the replay cannot be exact: the receipt has \(reasons.joined(separator: "; "))")
    }
    let prepared = try sample.prepared(
      loaded, receipt.prompt, files: InputFiles(receipt.files))
    var rest = run[...]
    var isEqual = true
    try sample.texts(prepared) { text, _ in
      while let recorded = rest.first(where: { $0.index == text.index }) {
        rest.removeAll { $0.index == recorded.index }
        isEqual = try show(recorded, recorded.difference(from: text), reasons) && isEqual
      }
      return !rest.isEmpty
    }
    for recorded in rest { isEqual = try show(recorded, .missing, reasons) && isEqual }
    return isEqual
  }

  /// Prints the result of a comparison. On other kernels, numbers may differ where the text is equal.
  ///
  /// - Returns: whether the texts are equal.
  private func show(
    _ recorded: RecordedText, _ difference: RecordedText.Difference?, _ reasons: [String]
  ) throws -> Bool {
    let isEqual = difference.map { $0.isOfNumbers && !reasons.isEmpty } ?? true
    if json {
      var members: [(String, JSON)] = [
        ("text", .string(recorded.text)), ("index", .integer(recorded.index)),
        ("equal", .bool(isEqual)), ("exact", .bool(reasons.isEmpty)),
      ]
      if let difference { members.append(("difference", difference.json)) }
      try Console.line(JSON.object(members).text)
    } else {
      let words = difference.map { ($0.isOfNumbers ? "the text is equal, but " : "") + "\($0)" }
      try Console.line("\(recorded.place): \(words ?? "equal")")
    }
    return isEqual
  }
}
