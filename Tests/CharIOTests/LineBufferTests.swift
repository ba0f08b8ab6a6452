import CharIO
import Testing

/// Lines are the same however their bytes arrive.
@Suite("Lines")
struct LineBufferTests {
  @Test("lines are the same in parts of any size", arguments: 1...9)
  func parts(size: Int) {
    let text = Array("one\n\r\n\ntwo\r\nthr\ree\nlast\r".utf8)
    var (buffer, lines) = (LineBuffer(), [String]())
    for start in stride(from: 0, to: text.count, by: size) {
      buffer.append { $0 += text[start..<min(start + size, text.count)] }
      while let line = buffer.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    }
    #expect(lines == ["one", "", "", "two", "thr\ree"])
    #expect(buffer.last() == Array("last".utf8))
    #expect(buffer.last() == nil && buffer.count == 0)
  }

  @Test("a range is a line with its end, and part of a line can be taken")
  func ranges() {
    var buffer = LineBuffer()
    buffer.append { $0 += Array("ab\ncdef".utf8) }
    #expect(buffer.nextRange() == 0..<3)
    #expect(buffer.nextRange() == nil && buffer.count == 4)
    #expect(buffer.take(3) == 3..<6)
    buffer.append { $0 += Array("g\n".utf8) }
    let range = buffer.nextRange()
    #expect(range.map { Array(buffer.bytes[$0]) } == Array("fg\n".utf8))
  }
}
