package import Foundation

/// Bytes in memory as a source.
package struct MemorySource: ByteSource {
  private var rest: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  package mutating func read(_ count: Int) -> Data {
    let part = Data(rest.prefix(count))
    rest = rest.dropFirst(count)
    return part
  }
}
