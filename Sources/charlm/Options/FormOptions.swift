import ArgumentParser
import CharForms
import CharIO
import CharLM
import Foundation

/// Options for what a text of a form must have besides.
struct FormWishOptions: ParsableArguments {
  @Option(
    help: "Characters with which the lines of the form start, in order; _ leaves a line free.")
  var acrostic: String?

  @Option(
    help: """
      Rhyme of the form: the name of a rhyme group, or a character of it; may be given several times, \
      for the first rhyme, the second and so on.
      """)
  var rhyme: [String] = []

  @Option(
    help: .advanced(
      """
      Book of rhymes and tones: pingshui, cilin or xinyun. (default: that of the form)
      """))
  var rhymeBook: String?

  func validate() throws {
    if let rhymeBook, RhymeBook(rawValue: rhymeBook) == nil {
      let known = RhymeBook.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("rhyme-book: \(rhymeBook) is unknown; known are \(known)")
    }
  }

  /// True if there is a wish.
  var isGiven: Bool { acrostic != nil || !rhyme.isEmpty || rhymeBook != nil }

  var wishes: FormWishes {
    var wishes = FormWishes()
    wishes.acrostic = acrostic
    wishes.rhymes = rhyme
    wishes.book = rhymeBook.flatMap(RhymeBook.init(rawValue:))
    return wishes
  }
}

/// A form by the name or the file that a user gives.
enum NamedForm {
  /// Returns the form.
  ///
  /// - Throws: ``Failure`` if there is none, or the file is wrong.
  static func form(_ name: String) throws -> any Form {
    var files = InputFiles()
    return try form(name, reading: &files)
  }

  /// Returns the form.
  ///
  /// - Parameters:
  ///   - name: The name or the path.
  ///   - files: The files that were read already, and those that are read now.
  /// - Returns: The form.
  /// - Throws: ``Failure`` if there is none, or the file is wrong.
  static func form(_ name: String, reading files: inout InputFiles) throws -> any Form {
    let yaml = try files.text(of: name) { try Self.yaml(name) }
    do { return try Forms.form(yaml: yaml) } catch {
      throw Failure(error.place == nil ? "\(name): \(error)" : "\(name):\(error)")
    }
  }

  /// Returns the file of a form.
  static func yaml(_ name: String) throws -> String {
    if let shipped = try Forms.yaml(named: name) { return shipped }
    guard name == "-" || FileManager.default.fileExists(atPath: name) else {
      throw Failure("\(name) is neither a form nor a file; charlm forms list prints the forms")
    }
    return try TextInput.read(name)
  }
}
