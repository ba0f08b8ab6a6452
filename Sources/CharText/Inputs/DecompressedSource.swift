package import Foundation

/// The content of a compressed file: all its members or frames, one after another.
///
/// Memory holds a part of the file, the decompressor's window and the requested bytes, regardless
/// of the size of the result.
package struct DecompressedSource: ByteSource {
  /// The size from which a result more than ``largestRatio`` times as large as its input is
  /// refused; real text is never that compressible.
  package static let guardedSize = 1 << 30
  package static let largestRatio = 1000
  /// The number of bytes of the file read at a time.
  private static let part = 1 << 16

  private var file: any ByteSource
  private let name: String
  private let compression: Compression
  private let decompressor: any Decompressor
  private let guardedSize: Int
  private var input: [UInt8] = []
  private var position = 0
  /// The number of compressed bytes used, and of bytes produced.
  private var (used, made) = (0, 0)
  /// True if the input so far ends with a complete member or frame.
  private var isBetween = true

  /// Starts decompressing.
  ///
  /// - Parameters:
  ///   - file: The compressed bytes.
  ///   - compression: The compression format.
  ///   - name: The name of the file in messages.
  ///   - guardedSize: The size from which implausible expansion is an error.
  package init(
    _ file: any ByteSource, _ compression: Compression, name: String,
    guardedSize: Int = guardedSize
  ) {
    self.file = file
    self.name = name
    self.compression = compression
    self.guardedSize = guardedSize
    decompressor = compression.makeDecompressor()
  }

  package var warnings: [String] { file.warnings }

  package mutating func read(_ count: Int) throws -> Data {
    var output: [UInt8] = []
    output.reserveCapacity(count)
    while output.count < count {
      if position == input.count {
        input = Array(try file.read(Self.part))
        position = 0
      }
      let isAtEnd = input.isEmpty
      if isBetween, try isAtEnd || hasPadding() { break }
      let before = output.count
      let hasEnded = try decompress(into: &output, room: count - output.count)
      if isAtEnd, !hasEnded, output.count == before {
        throw damaged("it ends prematurely; it was truncated, or changed while it was read")
      }
    }
    made += output.count
    if made >= guardedSize, made / Self.largestRatio > used {
      throw CorpusError.expandsTooMuch(file: name, read: used, made: made)
    }
    return Data(output)
  }

  private mutating func decompress(into output: inout [UInt8], room: Int) throws -> Bool {
    let step: (used: Int, hasEnded: Bool)
    do {
      step = try decompressor.decompress(input[position...], into: &output, room: room)
    } catch {
      used += error.used
      throw damaged(error.problem)
    }
    position += step.used
    used += step.used
    if step.used > 0 { isBetween = step.hasEnded }
    return step.hasEnded
  }

  /// Returns whether only zero padding of a gzip file is left, and skips it.
  private mutating func hasPadding() throws -> Bool {
    guard compression == .gzip, used > 0, input[position] == 0 else { return false }
    while true {
      if let other = input[position...].firstIndex(where: { $0 != 0 }) {
        used += other - position
        throw damaged("there is other data after its end")
      }
      used += input.count - position
      input = Array(try file.read(Self.part))
      position = 0
      if input.isEmpty { return true }
    }
  }

  private func damaged(_ problem: String) -> CorpusError {
    .damagedArchive(
      file: name, format: compression.rawValue, offset: used, problem: problem)
  }
}
