/// A command of the editor that cannot be done.
struct WritingError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
