public import CharSettings

extension GenerationOptions: Configurable {
  /// All settings of a generated text.
  public static let table = SettingTable<Self> {
    Setting(
      "condition", \.condition, flag: "condition", unit: "name", usual: "drawn",
      scope: .sampling, help: "Condition to write under (models trained with `--condition`).")
    Setting(
      "length", \.length, flag: "length", in: .notNegative, unit: "tokens", scope: .sampling,
      help: "Tokens to generate at most.")
    Setting(
      "stops", \.stops, flag: "stop", unit: "text", usual: "none", scope: .sampling,
      help: """
        End before this text, for example $'\\n' to end with the line; may be given several times.
        """,
      note: """
        A warning names a text that can never occur, since the model does not know its characters.
        """)
    SettingGroup("sampling", \.sampling)
  }
}
