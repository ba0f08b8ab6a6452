/// Services of the program around the editor: file reading and wording of messages.
package struct WritingHost {
  /// Reads the text of a file that a constraint names.
  let read: (String) throws -> String
  /// Puts an error into the words of the program.
  let message: (any Error) -> String
  /// The name in the help for the settings of sampling, which are commands by their names.
  let otherSettings: String

  /// Creates the surroundings of an editor.
  ///
  /// - Parameters:
  ///   - read: reads the text of a file that a constraint names.
  ///   - message: puts an error into the words of the program.
  ///   - otherSettings: what the help calls the settings of sampling that are commands by their names.
  package init(
    read: @escaping (String) throws -> String,
    message: @escaping (any Error) -> String, otherSettings: String
  ) {
    (self.read, self.message, self.otherSettings) = (read, message, otherSettings)
  }
}
