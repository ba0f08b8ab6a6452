import ArgumentParser
import CharLM
import CharText

/// What a text is under, for models that were trained with `--condition`.
struct ConditionOption: ParsableArguments {
  @Option(help: "What the text is under, of a model trained with --condition.")
  var condition: String?
}
