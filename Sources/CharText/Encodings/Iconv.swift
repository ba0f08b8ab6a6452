internal import CIconv

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The wrapper of the C library's iconv, and the only file of this target that touches its
/// pointers.
@safe final class Iconv {
  /// The result of a step.
  enum Step: Equatable {
    /// All input was used, except for an incomplete character at its end.
    case done
    /// The output is full.
    case full
    /// The next bytes are invalid in the encoding.
    case invalid
  }

  private let descriptor: iconv_t
  /// The output buffer.
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Starts a conversion to UTF-8.
  ///
  /// - Parameter name: The name of an encoding in iconv; returns nil if it is unknown.
  init?(from name: String) {
    guard !name.isEmpty, !name.contains("/"), name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    unsafe descriptor = iconv_open("UTF-8", name)
    guard unsafe Int(bitPattern: descriptor) != -1 else { return nil }
  }

  deinit {
    if unsafe Int(bitPattern: descriptor) != -1 { unsafe iconv_close(descriptor) }
  }

  /// Converts bytes until they are used up, the buffer is full, or bytes are invalid.
  ///
  /// - Parameters:
  ///   - input: Bytes, starting where the last call stopped.
  ///   - output: The UTF-8 is appended here.
  /// - Returns: The number of bytes used, and the result of the step.
  func convert(_ input: ArraySlice<UInt8>, into output: inout [UInt8]) -> (used: Int, Step) {
    guard !input.isEmpty else { return (0, .done) }
    var (left, room) = (input.count, buffer.count)
    var step = Step.done
    unsafe input.withUnsafeBytes { input in
      unsafe buffer.withUnsafeMutableBytes { buffer in
        var from = unsafe UnsafeMutableRawPointer(mutating: input.baseAddress)?
          .assumingMemoryBound(to: CChar.self)
        var to = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
        if unsafe iconv(descriptor, &from, &left, &to, &room) == -1 {
          step = errno == E2BIG ? .full : errno == EILSEQ ? .invalid : .done
        }
      }
    }
    output += buffer[..<(buffer.count - room)]
    return (input.count - left, step)
  }

  /// Appends the pending output of a stateful encoding, and resets its state.
  func finish(into output: inout [UInt8]) {
    var room = buffer.count
    unsafe buffer.withUnsafeMutableBytes { buffer in
      var to = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      _ = unsafe iconv(descriptor, nil, nil, &to, &room)
    }
    output += buffer[..<(buffer.count - room)]
  }
}
