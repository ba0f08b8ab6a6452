package import Foundation

/// What is in a compressed file: all its members or frames, one after another.
///
/// What is held is a part of the file, the decompressor's window and what was asked for, however
/// large the result is.
package struct DecompressedSource: ByteSource {
  /// From this many bytes on, a result that is more than ``largestRatio`` times as large as what it
  /// was made from is refused: real text is never so poor.
  package static let guardedSize = 1 << 30
  package static let largestRatio = 1000
  /// How many bytes of the file are read at a time.
  private static let part = 1 << 16

  private var file: any ByteSource
  private let name: String
  private let compression: Compression
  private let decompressor: any Decompressor
  private let guardedSize: Int
  private var input: [UInt8] = []
  private var position = 0
  /// Bytes of the file that were used, and bytes that were made of them.
  private var (used, made) = (0, 0)
  /// Whether all that was read so far are whole members or frames.
  private var isBetween = true

  /// Starts to decompress.
  ///
  /// - Parameters:
  ///   - file: The compressed bytes.
  ///   - compression: How they are compressed.
  ///   - name: What messages call the file.
  ///   - guardedSize: Bytes from which on the result may not be too good to be true.
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
        throw damaged("it ends in the middle; it was cut off, or changed while it was read")
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

  /// Whether what is left are the zeros that some programs fill a gzip file up with; they are used.
  private mutating func hasPadding() throws -> Bool {
    guard compression == .gzip, used > 0, input[position] == 0 else { return false }
    while true {
      if let other = input[position...].firstIndex(where: { $0 != 0 }) {
        used += other - position
        throw damaged("after its end there is something else")
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
