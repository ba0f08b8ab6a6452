/// How a program says what a report advises: the commands to type, and what it calls its settings.
public struct AdvisedCommands: Sendable, Equatable {
  /// Trains the model that is advised.
  public var training: String
  /// Cleans the text first; nil where there is nothing to clean.
  public var cleaning: String?
  /// What to say before the command that cleans.
  public var cleaningNote: String
  /// The flags of the command that cleans.
  public var cleaningFlags: [String]
  /// What stands before the name of a setting.
  public var settingPrefix: String

  /// Commands of a program.
  ///
  /// - Parameters:
  ///   - training: trains the model that is advised.
  ///   - cleaning: cleans the text first; nil where there is nothing to clean.
  ///   - cleaningNote: what to say before the command that cleans.
  ///   - cleaningFlags: the flags of the command that cleans.
  ///   - settingPrefix: what stands before the name of a setting.
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
