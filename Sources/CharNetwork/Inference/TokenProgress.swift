/// Progress of reading tokens, for whoever waits for a long text.
///
///     TokenProgress.$observer.withValue({ count in … }) { model.logProbabilities(tokens) }
public enum TokenProgress {
  /// Receives, from any thread, the number of tokens that were read since the last call.
  @TaskLocal public static var observer: (@Sendable (_ tokens: Int) -> Void)?

  /// Reports tokens that were read.
  ///
  /// - Parameter tokens: their number.
  package static func add(_ tokens: Int) { observer?(tokens) }
}
