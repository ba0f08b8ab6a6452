internal import CharSettings

extension GenerationReceipt {
  /// Returns all settings of a text that have a value, defaults too: another version may have others.
  ///
  /// - Parameter options: the options of the text.
  /// - Returns: the settings, in the order of the table.
  package static func settings(of options: GenerationOptions) -> [Setting] {
    let usual = GenerationOptions()
    return GenerationOptions.table.settings.compactMap { setting in
      guard let flag = setting.flag else { return nil }
      let texts = setting.texts(in: options)
      if !texts.isEmpty { return Setting(flag, texts) }
      // Nothing, where the default is something.
      return setting.texts(in: usual).isEmpty ? nil : Setting(flag, ["none"])
    }
  }
}
