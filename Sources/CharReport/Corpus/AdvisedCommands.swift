/// Wording of a report's advice in a program: its commands and the names of its settings.
public struct AdvisedCommands: Sendable, Equatable {
  /// Command that trains the advised model.
  public var training: String
  /// Command that cleans the text first; nil if nothing needs cleaning.
  public var cleaning: String?
  /// Text before the cleaning command.
  public var cleaningNote: String
  /// Flags of the cleaning command.
  public var cleaningFlags: [String]
  /// Prefix of setting names.
  public var settingPrefix: String

  /// Creates the commands of a program.
  ///
  /// - Parameters:
  ///   - training: the command that trains the advised model.
  ///   - cleaning: the command that cleans the text first; nil if nothing needs cleaning.
  ///   - cleaningNote: the text before the cleaning command.
  ///   - cleaningFlags: the flags of the cleaning command.
  ///   - settingPrefix: the prefix of setting names.
  public init(
    training: String, cleaning: String? = nil, cleaningNote: String = "To clean it first:",
    cleaningFlags: [String] = [], settingPrefix: String = ""
  ) {
    self.training = training
    self.cleaning = cleaning
    self.cleaningNote = cleaningNote
    self.cleaningFlags = cleaningFlags
    self.settingPrefix = settingPrefix
  }
}
