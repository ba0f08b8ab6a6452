/// The reading end of a flow of texts. When nobody holds it any more, the texts end.
final class TextReader: Sendable {
  private let flow: TextFlow

  init(_ flow: TextFlow) { self.flow = flow }

  deinit { flow.cancel() }

  /// Waits for updates: see ``TextFlow/next()``.
  func next() async throws -> [TextUpdate]? { try await flow.next() }

  /// Ends the texts.
  func cancel() { flow.cancel() }
}
