public import Foundation

/// The reason why a file cannot be compressed or decompressed.
public enum CompressionError: Error, Equatable, Sendable {
  /// The file does not start as a compressed file does.
  case notCompressed
  /// The file was written in a newer format.
  case newerFormat(Int)
  /// The header is incomplete or has impossible values.
  case damagedHeader
  /// The file ends before the text does.
  case truncated
  /// The file goes on after the text.
  case trailingBytes
  /// The decompressed text is not the one that was compressed.
  case wrongChecksum
  /// The model is not the one that the file was compressed with: both hashes.
  case otherModel(expected: String, found: String)
  /// The number format of products is another one.
  case otherPrecision(expected: String, found: String)
  /// The kernels compute different numbers: the path of the file and that of this processor.
  case otherKernels(expected: String, found: String)
  /// The file was compressed in another way, with or without a model.
  case otherMethod(needsModel: Bool)
  /// The file changed while it was being compressed.
  case changed
  /// The model reads text backward.
  case backward
}

extension CompressionError: CustomStringConvertible {
  /// A message that says what is wrong and what to do about it.
  public var description: String {
    switch self {
    case .notCompressed: "is not a file that charlm compressed"
    case .newerFormat(let version):
      "has format \(version), which a newer version of charlm reads"
    case .damagedHeader: "is damaged: its header is incomplete or has impossible values"
    case .truncated: "is damaged: it ends before its text does"
    case .trailingBytes: "is damaged: it goes on after the end of its text"
    case .wrongChecksum: "is damaged: the decompressed text does not have the checksum of the file"
    case .otherModel(let expected, let found):
      "was compressed with another model (hash \(expected); this one has \(found)); name that model"
    case .otherPrecision(let expected, let found):
      "was compressed in \(expected), but the model reads in \(found); give the same precision"
    case .otherKernels(let expected, let found):
      expected == found
        ? "was compressed on a processor or with a library whose kernels \(expected) give other numbers "
          + "than those of this machine; decompress it on such a machine"
        : "was compressed with kernels \(expected), but this machine uses \(found), which may give "
          + "other numbers; set CHARLM_KERNELS=\(expected) where the processor has them"
    case .otherMethod(let needsModel):
      needsModel ? "was compressed with a model; name it" : "was compressed without a model"
    case .changed: "changed while it was being read; compress it again"
    case .backward: "reads text backward; name a model that reads forward"
    }
  }
}

extension CompressionError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
