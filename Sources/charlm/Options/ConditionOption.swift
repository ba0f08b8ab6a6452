import ArgumentParser
import CharLM
import CharText

/// Condition of a text, for models trained with `--condition`.
struct ConditionOption: ParsableArguments {
  @Option(help: "What the text is under, of a model trained with --condition.")
  var condition: String?
}
