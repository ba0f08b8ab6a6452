package import CharForms

/// An error of finding or reading a form that a user names.
package enum NamedFormError: Error, CustomStringConvertible {
  /// There is neither a form nor a file of this name.
  case unknown(String)
  /// The file of this name is wrong.
  case damaged(String, ConstraintError)

  /// The name and the problem.
  package var description: String {
    switch self {
    case .unknown(let name): "\(name) is neither a form nor a file"
    case .damaged(let name, let error):
      error.place == nil ? "\(name): \(error)" : "\(name):\(error)"
    }
  }
}
