public import Foundation

/// An error in a file of labeled text.
public enum LabeledFileError: Error, Equatable, Sendable {
  /// The place of an error.
  public struct Place: Equatable, Sendable {
    /// The path of the file, or `standard input`.
    public var file: String
    /// The line number, from 1.
    public var line: Int
  }

  /// A line has no tab between its columns; `found` is its start.
  case noTab(Place, format: LabeledFormat, found: String)
  /// A line has more than two columns.
  case tooManyTabs(Place)
  /// A line starts with a tab.
  case noCharacter(Place)
  /// A first column has several characters.
  case severalCharacters(Place, found: String)
  /// A backslash is not followed by an escape character.
  case unknownEscape(Place, found: String)
  /// A line has no label.
  case noLabel(Place, format: LabeledFormat)
  /// The files contain no labels.
  case nothing([String], format: LabeledFormat)
}

extension LabeledFileError: CustomStringConvertible {
  /// The message: location, problem, remedy.
  public var description: String {
    func at(_ place: Place) -> String { "\(place.file):\(place.line)" }
    switch self {
    case .noTab(let place, let format, let found):
      return "\(at(place)): no tab in \"\(found)\"; write \(Self.wanted(format))"
    case .tooManyTabs(let place):
      return "\(at(place)): more than one tab; write a character, a tab and its label, and \\t for "
        + "a tab that is the character"
    case .noCharacter(let place):
      return "\(at(place)): no character before the tab; write one, \\s for a space, \\t for a tab"
    case .severalCharacters(let place, let found):
      return "\(at(place)): \"\(found)\" is more than one character; put each on a separate line"
    case .unknownEscape(let place, let found):
      return "\(at(place)): \"\(found)\" holds a backslash that escapes nothing; write \\\\ for a "
        + "backslash (\\s, \\t, \\n and \\r are space, tab, line feed and return)"
    case .noLabel(let place, .columns):
      return "\(at(place)): no label after the tab; write one, such as O for none"
    case .noLabel(let place, .lines):
      return "\(at(place)): no label before the tab; write a label, a tab and the text"
    case .nothing(let names, let format):
      return "\(names.joined(separator: ", ")): there is no labeled text; write "
        + "\(Self.wanted(format)) on each line"
    }
  }

  private static func wanted(_ format: LabeledFormat) -> String {
    switch format {
    case .columns: "a character, a tab and its label"
    case .lines: "a label, a tab and the text"
    }
  }
}

extension LabeledFileError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
