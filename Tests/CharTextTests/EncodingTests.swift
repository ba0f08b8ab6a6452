import CharText
import Foundation
import Testing

@Suite struct EncodingTests {
  /// Sentences, and the encodings that they are recognized in.
  static let texts: [(text: String, encodings: [String])] = [
    ("今天天气很好，我们一起去公园散步吧。他说他不知道这件事情是怎么发生的。\n", ["GB18030", "UTF-16LE", "UTF-32BE"]),
    ("今天天氣很好，我們一起去公園散步吧。他說他不知道這件事情是怎麼發生的。\n", ["BIG5", "UTF-16BE"]),
    ("きのうは雨が降っていたので、家で本を読んでいました。明日は晴れるでしょう。\n", ["SHIFT_JIS", "EUC-JP"]),
    ("오늘은 날씨가 매우 좋습니다. 우리는 함께 공원에 갔다.\n", ["EUC-KR"]),
    (
      "Вчера весь день шёл дождь, и мы сидели дома и читали книги.\n",
      ["WINDOWS-1251", "KOI8-R", "ISO-8859-5"]
    ),
    (
      "Die Größe der Häuser überraschte den König, weil er schöne Türme mochte.\n", ["WINDOWS-1252"]
    ),
    (
      "Dziś rano poszliśmy do lasu, żeby zbierać grzyby; było ciepło i słonecznie.\n",
      ["WINDOWS-1250", "ISO-8859-2"]
    ),
    (
      "Bugün hava çok güzel, çocuklar bahçede oynuyor, ışık ve gölge değişiyor.\n", ["WINDOWS-1254"]
    ),
    ("Hôm nay trời đẹp, chúng tôi cùng nhau đi dạo trong công viên.\n", ["WINDOWS-1258"]),
    ("Ontem não fui à praia, mas à noite vi as estrelas do avô.\n", ["WINDOWS-1252"]),
    ("Però così non può più andare, disse lì la città.\n", ["WINDOWS-1252"]),
    ("Σήμερα ο καιρός είναι πολύ ωραίος και τα παιδιά παίζουν στην αυλή.\n", ["WINDOWS-1253"]),
  ]

  private let folder: Folder
  init() throws { folder = try Folder() }

  /// A text in another encoding, as the iconv command writes it.
  private static func bytes(_ text: String, _ encoding: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["iconv", "-f", "UTF-8", "-t", encoding]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(data)
  }

  @Test("The encoding of a few sentences is recognized, and UTF-8 never taken for another")
  func recognized() throws {
    for (text, encodings) in Self.texts {
      for encoding in encodings {
        let guess = EncodingGuess.guess(try Self.bytes(text, encoding), isStart: true)
        #expect(guess?.name == encoding)
        #expect(guess.map { (0.5..<1).contains($0.confidence) } == true)
      }
      // A first character that is cut off is no evidence of UTF-8, nor of anything else.
      let bytes = Array(text.utf8)
      let start = bytes.firstIndex { $0 >= 0x80 } ?? 0
      let end = bytes[(start + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.count
      for length in 1...bytes.count {
        let verdict = EncodingGuess.of(Array(bytes.prefix(length)))
        let isCutOff = start + 1..<end ~= length
        #expect(verdict == (isCutOff ? .unknown : .utf8), "\(text.prefix(9)), \(length) bytes")
      }
    }
  }

  @Test("Text in any encoding reads as in UTF-8, whatever the chunks, after a lot of ASCII too")
  func converted() throws {
    for (text, encodings) in Self.texts {
      for encoding in encodings {
        let bytes = try Self.bytes(text, encoding)
        for choice in [TextEncoding.automatic, .named(encoding)] {
          for size in [1, 7, 1 << 18] {
            var source = try ConvertedSource(MemorySource(bytes), choice, name: "a")
            var result: [UInt8] = []
            while case let data = try source.read(size), !data.isEmpty { result += data }
            #expect(String(decoding: result, as: UTF8.self) == text)
          }
        }
      }
    }
    let ascii = String(repeating: "only ASCII\n", count: 10_000)
    var source = try ConvertedSource(
      MemorySource(Array(ascii.utf8) + Self.bytes(Self.texts[0].text, "GB18030")), .automatic,
      name: "a")
    #expect(try String(decoding: source.readAll(), as: UTF8.self) == ascii + Self.texts[0].text)
  }

  @Test("Japanese in ISO-2022-JP is recognized among ASCII, before and after colored text")
  func shifts() throws {
    let text = "From: a\nきのうは雨が降っていた。\nend\n"
    let bytes = try Self.bytes(text, "ISO-2022-JP")
    #expect(EncodingGuess.guess(bytes, isStart: true)?.name == "ISO-2022-JP")
    #expect(EncodingGuess.guess(Array("\u{1B}[32mgreen\n".utf8), isStart: true) == nil)
    let colored = String(repeating: "\u{1B}[32mgreen\u{1B}[0m\n", count: 100_000)
    let chinese = Self.texts[0].text
    let mixed = try Array(colored.utf8) + Self.bytes(chinese, "GB18030")
    for (input, expected) in [(bytes, text), (mixed, colored + chinese)] {
      var source = try ConvertedSource(MemorySource(input), .automatic, name: "a")
      #expect(try String(decoding: source.readAll(), as: UTF8.self) == expected)
    }
  }

  /// Texts in encodings whose bytes are all ASCII.
  static let sevenBit: [(name: String, bytes: [UInt8])] = [
    ("ISO-2022-JP", Array("Subject: \u{1B}$B$-$N$&$O1+$,9_$C$F$$$?!#\u{1B}(B\nend\n".utf8)),
    (
      "ISO-2022-KR",
      Array("\u{1B}$)C\u{E}?@4CA:\u{F} \u{E}3/>>4B\u{F} \u{E}8E?l\u{F}\n".utf8)
    ),
    ("HZ", Array("He says: ~{<:Ky2;6TJ)!#<:Ky2;6TJ)~}.\nBye.\n".utf8)),
    ("UTF-7", Array("Hi Mom -+Jjo-!\nItem 1 +-+- 2: +ZeVnLIqeZeVnLIqe-.\nEnd\n".utf8)),
  ]

  @Test(
    "Text whose bytes are all ASCII is warned of, whatever the chunks, after a lot of ASCII too",
    arguments: sevenBit)
  func sevenBits(name: String, bytes: [UInt8]) throws {
    let ascii = Array(String(repeating: "1 + 1 ~ 2, x~{y}\n", count: 10_000).utf8)
    let letters = ascii.filter { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "~") }
    for text in [bytes, letters + bytes] {
      for size in [1, 5, 1 << 18] where size > 1 || text.count < 1000 {
        let reader = CorpusReader(bytes: text, name: "mail", chunkSize: size)
        let warnings = try reader.build(TextConfiguration()).corpus.warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("looks like \(name) (") == true)
      }
      let raw = CorpusReader(bytes: text, name: "mail")
      #expect(try raw.build(TextConfiguration(unit: .byte)).corpus.warnings.isEmpty)
    }
    let plain = CorpusReader(bytes: ascii, name: "code", chunkSize: 1000)
    #expect(try plain.build(TextConfiguration()).corpus.warnings.isEmpty)
    // A text may end within a shift sequence.
    for end in ["~", "~{", "~{<:~", "~~"] {
      let cut = CorpusReader(bytes: Array("1 + 1 \(end)".utf8), name: "code")
      #expect(try cut.build(TextConfiguration()).corpus.warnings.isEmpty)
    }
  }

  @Test(
    "Code, numbers and base64 are not taken for such encodings",
    arguments: [
      "for (i = 0; i < n; ++i) a += b + c;\n", "+4930123456, +49301234, +1 555 0100\n",
      "Figure~{\\ref{a}} and ~{b} are not ~} it\n", "aGVsbG8+d29ybGQ+Zm9v+YmFy/w==\n",
      "\u{1B}[32mgreen\u{1B}[0m \u{1B}$ \u{1B}(0lqk\u{1B}(B\n", "cat +foo+bar+baz- C++ a+-b\n",
    ])
  func notSevenBits(line: String) throws {
    let text = Array(String(repeating: line, count: 50).utf8)
    #expect(
      try CorpusReader(bytes: text, name: "a").build(TextConfiguration()).corpus.warnings == [])
  }

  @Test(
    "UTF-16 and UTF-32 that are something else are an error that names it",
    arguments: [
      ("UTF-32LE", "UTF-16"), ("UTF-16BE", "UTF-16LE"), ("UTF-16LE", "UTF-16BE"),
      ("UTF-16BE", "UTF-32"), ("GB18030", "UTF-16LE"), ("UTF-8", "UTF-16LE"),
    ])
  func misread(encoding: String, name: String) throws {
    let plain = String(repeating: "plain text\n", count: 9)
    let text = encoding == "UTF-8" ? plain : Self.texts[0].text
    var source = try ConvertedSource(
      MemorySource(Self.bytes(text, encoding)), .named(name), name: "a")
    do {
      _ = try source.readAll()
      Issue.record("\(encoding) was read as \(name)")
    } catch CorpusError.misread(_, let said, let guess) {
      #expect(said == name)
      #expect(guess?.name == encoding)
    }
  }

  @Test("UTF-16 and UTF-32 are read under each of their names, with a mark and without")
  func wideNames() throws {
    let text = Self.texts[0].text
    for (encoding, name) in [
      ("UTF-16", "UTF-16"), ("UTF-32", "UTF-32"), ("UTF-16LE", "UTF-16LE"),
      ("UTF-32BE", "UTF-32BE"),
    ] {
      var source = try ConvertedSource(
        MemorySource(Self.bytes(text, encoding)), .named(name), name: "a")
      #expect(try String(decoding: source.readAll(), as: UTF8.self) == text)
    }
  }

  @Test("A wrong alphabet is not taken for sure")
  func wrongAlphabet() throws {
    let russian = "Вчера весь день шёл дождь. Яблоки стояли на столе, и я читал новую книгу.\n"
    let old = try Self.bytes(String(repeating: russian, count: 5), "MAC-CYRILLIC")
    #expect(EncodingGuess.guess(old, isStart: true)?.name != "WINDOWS-1251")
    let english = "the river was quiet that morning, and nobody spoke of the boat we had lost. "
    for line in [english, english.uppercased()] {
      let mainframe = try Self.bytes(String(repeating: line, count: 5), "IBM037")
      #expect(EncodingGuess.guess(mainframe, isStart: true) == nil)
    }
  }

  @Test("Bytes that are no character are an error with line, column and byte, or U+FFFD")
  func invalid() throws {
    let bytes = try Array("a\nb".utf8) + Self.bytes("你", "GB18030") + [0xFF] + Array("c".utf8)
    func read(_ policy: InvalidUTF8Policy) throws -> (String, [String]) {
      var source = try ConvertedSource(
        MemorySource(bytes), .named("GB18030"), name: "a", invalid: policy)
      return (String(decoding: try source.readAll(), as: UTF8.self), source.warnings)
    }
    do {
      _ = try read(.error)
      Issue.record("0xFF was read")
    } catch CorpusError.undecodable(let place, _, _) {
      #expect(place == TextPlace(file: "a", line: 2, column: 3, offset: 5))
      #expect(place.description == "a:2:3 (byte 5)")
    }
    let (text, warnings) = try read(.replace)
    #expect(text == "a\nb你\u{FFFD}c")
    #expect(warnings.count == 1)
    var source = try ConvertedSource(
      MemorySource(bytes), .named("GB18030"), name: "a", dropsInvalid: true)
    #expect(try String(decoding: source.readAll(), as: UTF8.self) == "a\nb你c")
    #expect(source.warnings.first?.contains("left out") == true)
  }

  @Test(
    "Archives and documents are named, not read as text",
    arguments: [
      (Array("PK\u{3}\u{4}....mimetypeapplication/epub+zip".utf8), "an EPUB"),
      (Array("PK\u{3}\u{4}rest".utf8), "a zip archive"),
      (Array("%PDF-1.7\n".utf8), "a PDF"), (Array("BZh91AY&SY...".utf8), "a bzip2 archive"),
      (Array("Rar!\u{1A}\u{7}".utf8), "a rar archive"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], "an xz archive"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "a 7z archive"),
      ([0x04, 0x22, 0x4D, 0x18, 0x64], "an lz4 archive"),
      ([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10], "an image"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "an image"),
    ] as [([UInt8], String)])
  func foreign(bytes: [UInt8], name: String) throws {
    let path = try folder.write("file", bytes)
    let error = #expect(throws: CorpusError.self) {
      try CorpusReader(paths: [path]).build(TextConfiguration())
    }
    #expect(error?.description.contains("looks like \(name)") == true)
    #expect(error?.description.contains("--invalid") == false)
  }

  @Test("A byte order mark is not a character, in files and records; in bytes it is three of them")
  func byteOrderMark() throws {
    let files = [("a.txt", "\u{FEFF}ab"), ("a.jsonl", #"{"text": "\ufeffab"}"#)]
    for (name, text) in files {
      let path = try folder.write(name, Array(text.utf8))
      let corpus = try CorpusReader(paths: [path]).build(TextConfiguration()).corpus
      #expect(corpus.statistics.characters == 2)
      #expect(corpus.statistics.bytes == 2)
      #expect(corpus.tokens.count == 3)
    }
    let path = folder("a.txt")
    var configuration = TextConfiguration(unit: .byte)
    #expect(try CorpusReader(paths: [path]).build(configuration).corpus.tokens.count == 6)
    configuration.stripsByteOrderMark = true
    #expect(try CorpusReader(paths: [path]).build(configuration).corpus.tokens.count == 3)
    let mark = try folder.write("mark.txt", Array("\u{FEFF}".utf8))
    #expect(throws: CorpusError.emptyText([mark])) {
      try CorpusReader(paths: [mark]).build(TextConfiguration())
    }
  }

  @Test("CR alone is warned of, unless it becomes LF")
  func returns() throws {
    let path = try folder.write("a.txt", Array("Ann\rBob\rCy\r".utf8))
    let reader = CorpusReader(paths: [path])
    let warnings = try reader.build(TextConfiguration(boundary: .line)).corpus.warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("3 CR and no LF") == true)
    let read = try reader.build(TextConfiguration(lineEnds: .lf, boundary: .line)).corpus
    #expect(read.warnings.isEmpty)
    #expect(read.statistics.documents == 3)
  }
}
