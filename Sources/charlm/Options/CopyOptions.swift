import ArgumentParser
import CharIO
import CharLM
import CharReport

/// Options about copies of the training text.
struct CopyOptions: ParsableArguments {
  @Option(
    help: """
      Copy at most N characters in a row from the training text, which charlm index has indexed. \
      (default: any number)
      """)
  var maxCopy: Int?

  @Flag(help: "Tell the longest run of each text that is copied from the training text.")
  var novelty = false

  func validate() throws {
    try checkRange("max-copy", maxCopy, 1...)
  }

  /// Reads the index of a model; nil if no option needs it.
  func index(_ model: some AutoregressiveModel, in directory: String) throws -> CopyIndex? {
    guard maxCopy != nil || novelty else { return nil }
    do { return try CopyIndex(contentsOf: directory, model.tokenizer) } catch {
      guard case CopyIndexError.missing = error else { throw error }
      throw Failure("\(error.message): charlm index \(directory) TEXT")
    }
  }

  /// The SHA-256 of the index of a model; nil if copies are not limited.
  func indexHash(in directory: String) throws -> String? {
    guard maxCopy != nil else { return nil }
    return SHA256Sum.hexadecimal(of: try AtomicFile.read(ModelFile.copies.path(in: directory)))
  }

  /// Returns the logits processors that prevent copies.
  func processors(_ index: CopyIndex?) throws -> [any LogitsProcessor] {
    guard let index, let maxCopy else { return [] }
    return [try CopyLimit(index, longest: maxCopy)]
  }

  /// Prints the longest copy of a text, unless it is part of JSON.
  func show(_ copy: CopyIndex.Copy?) {
    guard let copy else { return Console.note("nothing is copied from the training text") }
    Console.note(
      "longest copy: \(copy.characters.counted("character", "characters")) of \(copy.source): "
        + JSON.string(copy.text).text)
  }
}

extension CopyIndex.Copy {
  var json: JSON {
    JSON.object([
      ("characters", .integer(characters)), ("text", .string(text)), ("source", .string(source)),
    ])
  }
}
