internal import CharIO

/// The destination of cleaned text; text at its end can be removed again.
package protocol CleaningOutput: AnyObject {
  /// The number of bytes written so far.
  var position: Int { get }
  func append(_ bytes: [UInt8], _ range: Range<Int>) throws
  func append(_ byte: UInt8) throws
  func truncate(to position: Int) throws
}

extension AtomicFileWriter: CleaningOutput {}
