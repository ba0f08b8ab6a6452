import CZstd

/// The wrapper of libzstd, and the only file of this target that touches its pointers.
///
/// A frame may use a window of up to 128 MiB, the library's limit.
@safe final class ZstdDecompressor: Decompressor {
  private let context = unsafe ZSTD_createDCtx()
  /// The output buffer.
  private var buffer = [UInt8](repeating: 0, count: room)

  deinit { unsafe ZSTD_freeDCtx(context) }

  func decompress(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], room: Int
  ) throws(DecompressionFailure) -> (used: Int, hasEnded: Bool) {
    let room = min(room, buffer.count)
    var (used, made) = (0, 0)
    let status = unsafe input.withUnsafeBytes { input in
      unsafe buffer.withUnsafeMutableBytes { output in
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: room, pos: 0)
        let status = unsafe ZSTD_decompressStream(context, &target, &source)
        (used, made) = unsafe (source.pos, target.pos)
        return status
      }
    }
    output += buffer[..<made]
    guard ZSTD_isError(status) == 0 else {
      let problem = unsafe String(cString: ZSTD_getErrorName(status))
      throw DecompressionFailure(problem: problem, used: used)
    }
    return (used, status == 0 && used > 0)
  }
}
