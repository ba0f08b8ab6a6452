import Foundation

/// Compressed files made byte by byte, so that tests know what is where.
public enum Archives {
  /// Forty lines in three languages, squeezed by zlib and by zstd at their best.
  public static let text = Array(
    (0..<40).map { "line \($0) of a text that is squeezed, Zeile für Zeile, 一行又一行\n" }.joined().utf8
  )

  /// The text as zlib squeezes it.
  public static let squeezedGzip = decoded(
    """
    H4sIAAAAAAACA63WuwkCURBG4dwqpoANnJn11YrZgrN44aLoXkGMDA0Ea9guDMxsRcEyRLYET/ZHJ/oYJqdNyFi2rTRS4likrJsi\
    qZNud4g4xaqSZaQc0j4f+2FW8rqfP/31fbsMY5R/ESUiRkSciNREZEJEpkRkRkTmRGSBYGPIImYVQauIWkXYKuJWEbiKyFWEriJ2\
    DbFrzL1F7Bpi1xC7htg1xK4hdg2xa4hdR+w6YteZZwGx64hdR+w6YtcRu47Y9X/tfgH9k78O5goAAA==
    """)

  /// The text as zstd squeezes it.
  public static let squeezedZstd = decoded(
    """
    KLUv/QRoFQUA0oYYH6CrAwD8EKmu2m2x0e77P2MVhZAqePbee++9bXm/niu20ikjfOzgbaVTRvjYvdtKp4zwMd++nn5ePh7+nQGJ\
    0qZqi6zsAXNhxRs5WnhANNTtLM2b43cw7u/T98ML5e6dHEgqqBHAPvasvwHA02o1ETQQ4f//b/gBFCILIbKUDJIIKYsUloMQSUqR\
    K8lmbA0GAGEQKAzgS0SWYwetLVIF2BeNTg==
    """)

  private static func decoded(_ base64: String) -> [UInt8] {
    Array(Data(base64Encoded: base64) ?? Data())
  }

  /// A gzip member that stores its content as it is, with a name in its header.
  public static func gzip(_ content: [UInt8], name: String = "") -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, name.isEmpty ? 0 : 8, 0, 0, 0, 0, 0, 255]
    if !name.isEmpty { bytes += name.utf8 + [0] }
    var rest = content[...]
    repeat {
      let part = rest.prefix(65535)
      rest = rest.dropFirst(65535)
      bytes.append(rest.isEmpty ? 1 : 0)
      bytes += littleEndian(part.count, 2) + littleEndian(~part.count, 2) + part
    } while !rest.isEmpty
    return bytes + littleEndian(Int(checkSum(content)), 4) + littleEndian(content.count, 4)
  }

  /// 4 MiB of zero bytes in 4098 bytes, as zlib squeezes them.
  public static let gzipOfZeros =
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xED, 0xC1, 1, 1, 0, 0, 0, 0x82, 0x20, 0xFF, 0xAF]
    + [0x6E, 0x48, 0x40, 1] + [UInt8](repeating: 0, count: 4063)
    + [0x7C, 0x1B, 0x6A, 0x40, 0x47, 0x11, 0, 0, 0x40, 0]

  /// A zstd frame that stores its content as it is, without its size and check sum.
  public static func zstd(_ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 0x38]
    var rest = content[...]
    repeat {
      let part = rest.prefix(65536)
      rest = rest.dropFirst(65536)
      bytes += littleEndian(part.count << 3 | (rest.isEmpty ? 1 : 0), 3) + part
    } while !rest.isEmpty
    return bytes
  }

  /// A zstd frame of blocks that repeat one byte 128 Ki times each, in 4 bytes a block.
  public static func zstdRun(of byte: UInt8, blocks: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 0x38]
    for block in 1...blocks {
      bytes += littleEndian((128 << 10) << 3 | 2 | (block == blocks ? 1 : 0), 3) + [byte]
    }
    return bytes
  }

  /// A zstd frame that readers skip.
  public static func zstdSkipped(_ content: [UInt8]) -> [UInt8] {
    [0x53, 0x2A, 0x4D, 0x18] + littleEndian(content.count, 4) + content
  }

  /// A zip archive of files that are stored in deflate's way.
  public static func zip(_ files: [(name: String, content: [UInt8])]) -> [UInt8] {
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in files {
      let packed = gzip(content).dropFirst(10).dropLast(8)
      let fields =
        [20, 0, 0, 0, 8, 0, 0, 0, 0, 0] + littleEndian(Int(checkSum(content)), 4)
        + littleEndian(packed.count, 4) + littleEndian(content.count, 4)
        + littleEndian(name.utf8.count, 2) + [0, 0]
      directory += [0x50, 0x4B, 1, 2, 20, 0] + fields + [UInt8](repeating: 0, count: 10)
      directory += littleEndian(bytes.count, 4) + name.utf8
      bytes += [0x50, 0x4B, 3, 4] + fields + name.utf8 + packed
    }
    let end =
      littleEndian(files.count, 2) + littleEndian(files.count, 2)
      + littleEndian(directory.count, 4) + littleEndian(bytes.count, 4) + [0, 0]
    return bytes + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + end
  }

  private static func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// CRC-32, bit by bit.
  private static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~sum
  }
}
