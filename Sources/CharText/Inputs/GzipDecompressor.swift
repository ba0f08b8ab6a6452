import CZlib

/// The wrapper of zlib, and the only file of this target that touches its pointers.
///
/// zlib keeps the address of its stream, so the stream is allocated separately.
@safe final class GzipDecompressor: Decompressor {
  /// The largest window of deflate, 32 KiB, with gzip's header and checksum.
  private static let windowBits: Int32 = 15 + 16

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool
  /// The output buffer.
  private var made = [UInt8](repeating: 0, count: room)

  init() {
    unsafe stream.initialize(to: z_stream())
    isReady =
      unsafe inflateInit2_(
        stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { unsafe inflateEnd(stream) }
    unsafe stream.deallocate()
  }

  func decompress(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], room: Int
  ) throws(DecompressionFailure) -> (used: Int, hasEnded: Bool) {
    guard isReady else { throw DecompressionFailure(problem: "zlib is out of memory", used: 0) }
    let room = min(room, made.count)
    let status = unsafe input.withUnsafeBufferPointer { input in
      unsafe made.withUnsafeMutableBufferPointer { output in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room)
        return unsafe inflate(stream, Z_NO_FLUSH)
      }
    }
    let used = unsafe input.count - Int(stream.pointee.avail_in)
    unsafe output += made[..<(room - Int(stream.pointee.avail_out))]
    switch status {
    case Z_STREAM_END:
      unsafe inflateReset(stream)
      return (used, true)
    // The latter means that no progress was possible, which is not an error.
    case Z_OK, Z_BUF_ERROR: return (used, false)
    default:
      let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw DecompressionFailure(problem: message ?? "zlib says \(status)", used: used)
    }
  }
}
