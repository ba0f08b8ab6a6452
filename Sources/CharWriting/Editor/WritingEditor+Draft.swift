extension WritingEditor {
  /// Writes the draft; a problem is shown.
  package mutating func keepDraft() {
    do { try file.keep(document) } catch {
      message = "cannot keep the draft: \(host.message(error))"
    }
  }

  /// Ends the session: keeps the draft, or removes it if the text was given up.
  ///
  /// - Returns: how the text is left.
  /// - Throws: `FileError` if the draft cannot be written.
  package func end() throws -> WritingSession.End {
    worker.cancel()
    if isDiscarded {
      file.discard()
    } else {
      try file.keep(document)
    }
    return isDone || file.isSaved(document) ? .left : .kept(file.name)
  }
}
