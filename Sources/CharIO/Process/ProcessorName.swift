internal import Foundation

/// The product name of the processor; the architecture if it is unknown.
package let processorName: String = {
  #if canImport(Darwin)
    var size = 0
    unsafe sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
    var bytes = [UInt8](repeating: 0, count: size)
    unsafe sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0)
    let name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  #else
    let text = (try? AtomicFile.read("/proc/cpuinfo")).map { String(decoding: $0, as: UTF8.self) }
    let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? ""
  #endif
  return name.isEmpty ? architecture : name
}()

private let architecture: String = {
  #if arch(x86_64)
    "x86_64"
  #elseif arch(arm64)
    "arm64"
  #else
    "unknown"
  #endif
}()
