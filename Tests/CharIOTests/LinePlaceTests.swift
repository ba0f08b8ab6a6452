import CharIO
import Testing

@Suite("Places in lines")
struct LinePlaceTests {
  @Test("count lines from 1 and scalars of a line from 1, in one piece or in several")
  func places() {
    let text = Array("ab\né☃c\n\nd".utf8)
    let expected = [
      0: "1:1", 2: "1:3", 3: "2:1", 5: "2:2", 8: "2:3", 9: "2:4", 10: "3:1", 11: "4:1", 12: "4:2",
    ]
    for (offset, place) in expected {
      #expect("\(LinePlace(of: offset, in: text))" == place)
      for (cut, _) in expected where cut <= offset {
        var parts = LinePlace(of: cut, in: text)
        parts.advance(over: text[cut..<offset])
        #expect("\(parts)" == place, "\(cut)")
      }
    }
  }
}
