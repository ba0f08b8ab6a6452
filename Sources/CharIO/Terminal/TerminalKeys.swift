/// Reads keys from the bytes that a terminal sends (ECMA-48 sequences as xterm sends them).
package struct TerminalKeys: Sendable {
  private var bytes: [UInt8] = []

  private static let (pasteStart, pasteEnd) = (
    Array("\u{1B}[200~".utf8), Array("\u{1B}[201~".utf8)
  )

  /// Starts without bytes.
  package init() {}

  /// True if a sequence has begun, or Escape was pressed: only time can tell.
  package var isWaiting: Bool { !bytes.isEmpty }

  /// Reads the keys of further bytes.
  ///
  /// - Parameter new: the bytes; an incomplete sequence waits for the next call.
  /// - Returns: the keys.
  package mutating func decode(_ new: [UInt8]) -> [TerminalKey] {
    bytes += new
    var keys: [TerminalKey] = []
    while let (key, count) = next() {
      bytes.removeFirst(count)
      guard let key else { continue }
      // What is typed in one go stays together.
      if case .text(let text) = key, case .text(let before)? = keys.last {
        keys[keys.count - 1] = .text(before + text)
      } else {
        keys.append(key)
      }
    }
    return keys
  }

  /// Gives up waiting for the rest of a sequence.
  ///
  /// - Returns: the keys: Escape, if that was its start.
  package mutating func flush() -> [TerminalKey] {
    guard bytes.first == 0x1B, !bytes.starts(with: Self.pasteStart) else { return [] }
    let rest = Array(bytes.dropFirst())
    bytes = []
    return [.escape] + (rest.count > 1 ? [] : decode(rest))
  }

  /// Returns the first key and its length; the key is nil if it has no meaning. Nil if more bytes are needed.
  private func next() -> (TerminalKey?, Int)? {
    guard let first = bytes.first else { return nil }
    if first == 0x1B { return sequence() }
    if first < 0x20 || first == 0x7F { return (Self.control(first), 1) }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard bytes.count >= length else { return nil }
    guard let text = String(validating: bytes[..<length], as: UTF8.self) else { return (nil, 1) }
    return (.text(text), length)
  }

  private static func control(_ byte: UInt8) -> TerminalKey? {
    switch byte {
    case 0x0A, 0x0D: .enter
    case 0x09: .tab
    case 0x08, 0x7F: .backspace
    case 0x01...0x1A: .control(Character(UnicodeScalar(byte + 0x60)))
    // Control and a slash or an underscore.
    case 0x1F: .control("_")
    default: nil
    }
  }

  /// Reads a key that starts with Escape.
  private func sequence() -> (TerminalKey?, Int)? {
    guard bytes.count > 1 else { return nil }
    switch bytes[1] {
    case UInt8(ascii: "["): return bytes.starts(with: Self.pasteStart) ? paste() : csi()
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return nil }
      return (Self.final(bytes[2], ""), 3)
    case 0x1B: return (.escape, 1)
    case 0x7F, 0x08: return (.control("w"), 2)
    case 0x0D: return (.alt("\n"), 2)
    case 0x20..<0x7F: return (.alt(Character(UnicodeScalar(bytes[1]))), 2)
    default: return (.escape, 1)
    }
  }

  private func csi() -> (TerminalKey?, Int)? {
    guard let end = bytes.indices.dropFirst(2).first(where: { 0x40...0x7E ~= bytes[$0] }) else {
      // No sequence is as long.
      return bytes.count > 32 ? (nil, 2) : nil
    }
    let parameters = String(decoding: bytes[2..<end], as: UTF8.self)
    return (Self.final(bytes[end], parameters), end + 1)
  }

  private static func final(_ byte: UInt8, _ parameters: String) -> TerminalKey? {
    // Modifiers: 2 Shift, 3 Alt, 5 Control.
    let isWord = parameters.hasSuffix(";5") || parameters.hasSuffix(";3")
    switch (Character(UnicodeScalar(byte)), parameters) {
    case ("A", _): return .up
    case ("B", _): return .down
    case ("C", _): return isWord ? .wordRight : .right
    case ("D", _): return isWord ? .wordLeft : .left
    case ("H", _): return isWord ? .textStart : .home
    case ("F", _): return isWord ? .textEnd : .end
    case ("Z", _): return .backTab
    case ("M", ""): return .enter
    case ("~", "1"), ("~", "7"): return .home
    case ("~", "4"), ("~", "8"): return .end
    case ("~", "3"): return .delete
    case ("~", "5"): return .pageUp
    case ("~", "6"): return .pageDown
    default: return nil
    }
  }

  private func paste() -> (TerminalKey?, Int)? {
    let (start, mark) = (Self.pasteStart.count, Self.pasteEnd)
    guard bytes.count >= start + mark.count else { return nil }
    for index in start...bytes.count - mark.count
    where bytes[index] == 0x1B && bytes[index...].starts(with: mark) {
      var text = String(decoding: bytes[start..<index], as: UTF8.self)
        .replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      text.unicodeScalars.removeAll {
        ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || $0.value == 0x7F
      }
      return (.paste(text), index + mark.count)
    }
    return nil
  }
}
