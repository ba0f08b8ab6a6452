import CharText
import Testing

import CharCorpus

@Suite("Advice about a text")
struct AdviceTests {
  @Test("Where clusters are advised, none is left out for its rare characters")
  func clusters() {
    let consonants = Array("कखगघचछजझटठडढतथदधनपफबभमयरलवशषसह").map(String.init)
    let signs = ["", "ा", "ि", "ी", "ु", "ू", "े", "ो"]
    var text = ""
    for index in 0..<20_000 {
      text += consonants[index % consonants.count] + signs[index / 7 % signs.count]
      if index % 6 == 5 { text += " " }
    }
    // Rare characters, as Latin letters in a text of another script are.
    text += "abcdefghij"
    let advice = TextAdvice(Texts.report(text))
    #expect(advice.configuration.unit == .grapheme)
    #expect(advice.minimumCount == 1)
    #expect(advice.vocabularies.isEmpty)
    let item = advice.items.first { $0.topic == "min-count" }
    #expect(item?.value == "1" && item?.reason.contains("clusters") == true)
  }

  @Test(
    "UTF-16 is to be converted, and nothing else is advised that could not work",
    arguments: ["plain text\nof lines\n", "小船在安静的水上漂流。\n"], [[0xFF, 0xFE], []] as [[UInt8]])
  func wide(_ text: String, _ mark: [UInt8]) {
    // Without a mark nothing tells UTF-16 without zeros from any other bytes.
    if mark.isEmpty, !text.utf8.allSatisfy({ $0 < 0x80 }) { return }
    let bytes = mark + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let advice = TextAdvice(Texts.report([bytes]))
    #expect(advice.cleaning.changesNothing)
    #expect(advice.items.contains { $0.reason.contains("looks like UTF-16") })
  }
}
