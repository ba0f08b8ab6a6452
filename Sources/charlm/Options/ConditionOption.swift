import ArgumentParser
import CharLM
import CharText

/// Condition of a text, for models trained with `--condition`.
struct ConditionOption: ParsableArguments {
  @Option(help: "What the text is under, of a model trained with --condition.")
  var condition: String?

  /// Checks that a model of texts under conditions gets one.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - name: its name in errors.
  /// - Throws: `Failure` if the condition is missing.
  func check(_ model: any AutoregressiveModel, name: String) throws {
    guard condition == nil, !model.tokenizer.vocabulary.conditionNames.isEmpty else { return }
    throw Failure(
      "\(name): the model reads texts under conditions; say which one with --condition (charlm info "
        + "lists them)")
  }
}
