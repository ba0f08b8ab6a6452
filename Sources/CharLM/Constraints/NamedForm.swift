package import CharForms
internal import Foundation

/// A form by the name or the file that a user gives.
package enum NamedForm {
  /// Reads a form.
  ///
  /// - Parameters:
  ///   - name: the name or the path.
  ///   - files: the files that were read already, and those that are read now.
  ///   - read: reads the text of a file.
  /// - Returns: the form.
  /// - Throws: ``NamedFormError``, or the errors of reading.
  package static func form(
    _ name: String, reading files: inout InputFiles, with read: (String) throws -> String
  ) throws -> any Form {
    let yaml = try files.text(of: name) { try Self.yaml(name, with: read) }
    do { return try Forms.form(yaml: yaml) } catch { throw NamedFormError.damaged(name, error) }
  }

  /// Returns the file of a form.
  ///
  /// - Parameters:
  ///   - name: the name or the path.
  ///   - read: reads the text of a file.
  /// - Returns: the YAML.
  /// - Throws: ``NamedFormError/unknown(_:)``, or the errors of reading.
  package static func yaml(
    _ name: String, with read: (String) throws -> String
  ) throws -> String {
    if let shipped = try Forms.yaml(named: name) { return shipped }
    guard name == "-" || FileManager.default.fileExists(atPath: name) else {
      throw NamedFormError.unknown(name)
    }
    return try read(name)
  }
}
