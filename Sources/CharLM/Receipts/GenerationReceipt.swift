/// Everything that decides a generated text, so that it can be generated again.
package struct GenerationReceipt: Equatable, Sendable {
  /// A flag of `charlm sample` and its values as on the command line; a switch that is on has none.
  package struct Setting: Equatable, Sendable {
    /// The flag without the dashes.
    package var flag: String
    /// The values.
    package var texts: [String]

    /// Makes a setting.
    ///
    /// - Parameters:
    ///   - flag: the flag without the dashes.
    ///   - texts: the values; none for a switch.
    package init(_ flag: String, _ texts: [String]) { (self.flag, self.texts) = (flag, texts) }
  }

  /// The version of charlm.
  package var version = RunOrigin.version
  /// The path or name of the model, as given.
  package var model: String
  /// The hash of its files, its number format and its kernels.
  package var identity: ModelIdentity
  /// The prompt, which for models of bytes need not be UTF-8.
  package var prompt: [UInt8]
  /// The settings in force.
  package var settings: [Setting]
  /// The files that were read beside the model.
  package var files: [InputFiles.File]
  /// The SHA-256 of the index of the training text; nil if copies are not limited.
  package var copyIndex: String?

  /// Makes a receipt of this version.
  ///
  /// - Parameters:
  ///   - model: the path or name of the model.
  ///   - identity: the hash of its files, its number format and its kernels.
  ///   - prompt: the prompt.
  ///   - settings: the settings in force.
  ///   - files: the files that were read beside the model.
  ///   - copyIndex: the SHA-256 of the index of the training text.
  package init(
    model: String, identity: ModelIdentity, prompt: [UInt8], settings: [Setting],
    files: [InputFiles.File], copyIndex: String?
  ) {
    (self.model, self.identity, self.prompt) = (model, identity, prompt)
    (self.settings, self.files, self.copyIndex) = (settings, files, copyIndex)
  }

  /// The settings as arguments of `charlm sample`.
  package var arguments: [String] {
    settings.flatMap { setting in
      setting.texts.isEmpty
        ? ["--\(setting.flag)"] : setting.texts.map { "--\(setting.flag)=\($0)" }
    }
  }
}
