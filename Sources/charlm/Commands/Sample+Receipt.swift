import CharLM
import CharSettings

extension Sample {
  /// Flags that a receipt holds in another way, or that only change what is printed.
  private static let unrecorded: Set = ["prompt", "prompt-file", "no-prompt", "novelty", "json"]

  /// Returns the receipt of the texts.
  ///
  /// - Parameter prepared: the texts.
  /// - Returns: the receipt.
  /// - Throws: `FileError`.
  func receipt(_ prepared: PreparedSample) throws -> GenerationReceipt {
    let given = GivenFlags.all(of: self).filter {
      GenerationOptions.table[$0.flag] == nil && !Self.unrecorded.contains($0.flag)
    }
    return GenerationReceipt(
      model: model.model,
      identity: try mixing.identity(of: prepared.plan.model, model, precision: precision.precision),
      prompt: prepared.plan.prompt,
      settings: GenerationReceipt.settings(of: prepared.plan.options) + given,
      files: prepared.files.files, copyIndex: try copies.indexHash(in: model.directory))
  }
}
