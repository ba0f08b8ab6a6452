public import Foundation

/// What can be wrong with a file of labelled text.
public enum LabelledFileError: Error, Equatable, Sendable {
  /// Where something is wrong: the file, and the line from 1.
  public struct Place: Equatable, Sendable {
    /// The file's path, or `standard input`.
    public var file: String
    /// From 1.
    public var line: Int
  }

  /// A line without the tab that parts its columns, with its start.
  case noTab(Place, format: LabelledFormat, found: String)
  /// A line with more than two columns.
  case tooManyTabs(Place)
  /// A line that starts with its tab.
  case noCharacter(Place)
  /// A first column of several characters.
  case severalCharacters(Place, found: String)
  /// A backslash and something that is no escape.
  case unknownEscape(Place, found: String)
  /// No label before or after the tab.
  case noLabel(Place, format: LabelledFormat)
  /// Files without any label in them.
  case nothing([String], format: LabelledFormat)
}

extension LabelledFileError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it.
  public var description: String {
    func at(_ place: Place) -> String { "\(place.file): line \(place.line)" }
    switch self {
    case .noTab(let place, let format, let found):
      return "\(at(place)): no tab in \"\(found)\"; write \(Self.wanted(format))"
    case .tooManyTabs(let place):
      return "\(at(place)): more than one tab; write a character, a tab and its label, and \\t for "
        + "a tab that is the character"
    case .noCharacter(let place):
      return "\(at(place)): no character before the tab; write one, \\s for a space, \\t for a tab"
    case .severalCharacters(let place, let found):
      return "\(at(place)): \"\(found)\" is more than one character; give each a line of its own"
    case .unknownEscape(let place, let found):
      return "\(at(place)): \"\(found)\" holds a backslash that escapes nothing; write \\\\ for a "
        + "backslash (\\s, \\t, \\n and \\r are space, tab, line feed and return)"
    case .noLabel(let place, .columns):
      return "\(at(place)): no label after the tab; write one, such as O for none"
    case .noLabel(let place, .lines):
      return "\(at(place)): no label before the tab; write a label, a tab and the text"
    case .nothing(let names, let format):
      return "\(names.joined(separator: ", ")): there is no labelled text; write "
        + "\(Self.wanted(format)) on each line"
    }
  }

  private static func wanted(_ format: LabelledFormat) -> String {
    switch format {
    case .columns: "a character, a tab and its label"
    case .lines: "a label, a tab and the text"
    }
  }
}

extension LabelledFileError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
