import CharIO
import CharText
import Foundation
import TestSupport
import Testing

import CharCorpus

@Suite("Cleaning")
struct CleanTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("charlm-clean-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// What cleaning makes of some bytes, and the log.
  private func clean(
    _ bytes: [UInt8], _ cleaning: Cleaning
  ) throws -> (bytes: [UInt8], log: CleaningLog) {
    var cleaner = TextCleaner(cleaning)
    let output = MemoryOutput()
    _ = try cleaner.clean(MemorySource(bytes), name: "text", into: output)
    return (output.bytes, cleaner.log)
  }

  private func clean(_ text: String, _ change: (inout Cleaning) -> Void) throws -> String {
    var cleaning = Cleaning()
    change(&cleaning)
    return String(decoding: try clean(Array(text.utf8), cleaning).bytes, as: UTF8.self)
  }

  /// Each change alone, and many together.
  static let changes: [Cleaning] = {
    var all: [Cleaning] = []
    func add(_ change: (inout Cleaning) -> Void) {
      var cleaning = Cleaning()
      cleaning.invalid = all.count % 2 == 0 ? .replace : .drop
      change(&cleaning)
      all.append(cleaning)
    }
    for form in Normalization.allCases { add { $0.normalization = form } }
    add { $0.lineEnds = .lf }
    add { $0.stripsByteOrderMark = true }
    add { $0.dropsControls = true }
    add { $0.dropsInvisible = true }
    add { $0.trimsTrailingSpace = true }
    add { $0.dropsRepeatedLines = true }
    for boundary in DocumentBoundary.allCases {
      add {
        $0.dropsRepeatedDocuments = true
        $0.boundary = boundary
      }
    }
    for bits in 0..<64 {
      add {
        if bits & 1 != 0 { $0.lineEnds = .lf }
        if bits & 2 != 0 { $0.stripsByteOrderMark = true }
        if bits & 4 != 0 { ($0.dropsControls, $0.dropsInvisible) = (true, true) }
        if bits & 8 != 0 { ($0.dropsRepeatedDocuments, $0.boundary) = (true, .paragraph) }
        if bits & 16 != 0 { $0.dropsRepeatedLines = true }
        if bits & 32 != 0 { $0.trimsTrailingSpace = true }
        $0.normalization = bits % 3 == 0 ? .nfkc : bits % 3 == 1 ? .nfc : .none
      }
    }
    return all
  }()

  /// Texts of pieces that change each other, put together by chance.
  private static func hostile(_ seed: UInt64) -> [UInt8] {
    let pieces: [[UInt8]] =
      [
        "\r", "\n", "\r\n", " ", "\t", "\u{A0}", "\u{3000}", "\u{FEFF}", "\u{0}", "\u{B}", "\u{85}",
        "\u{2028}", "\u{AD}", "\u{200B}", "\u{200D}", "a", "b", "e", "\u{301}", "\u{323}", "é", "ﬁ",
        "\u{A8}", "한", "\u{1100}", "\u{1161}", "\n\n", "a\n", "b\n\n", "a \n",
      ].map { Array($0.utf8) } + [[0xFF], [0xE4, 0xB8], [0x80], [0xF0, 0x9F]]
    var generator = SeededGenerator(state: seed)
    return (0..<60).flatMap { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }
  }

  @Test("A second time changes nothing, for each change and all together", arguments: changes)
  func twice(_ cleaning: Cleaning) throws {
    for bytes in Texts.all + (0..<40).map(Self.hostile) where !bytes.isEmpty {
      let once = try clean(bytes, cleaning).bytes
      guard !once.isEmpty else { continue }
      let (again, log) = try clean(once, cleaning)
      #expect(again == once, "\(cleaning) of \(bytes)")
      #expect(log.isUnchanged)
    }
  }

  /// Each change of a cleaning by itself, in the order in which they are documented.
  private static func steps(_ cleaning: Cleaning) -> [Cleaning] {
    let changes: [(inout Cleaning) -> Void] = [
      { $0.invalid = cleaning.invalid }, { $0.dropsControls = cleaning.dropsControls },
      { $0.dropsInvisible = cleaning.dropsInvisible }, { $0.lineEnds = cleaning.lineEnds },
      { $0.stripsByteOrderMark = cleaning.stripsByteOrderMark },
      { $0.normalization = cleaning.normalization },
      { $0.trimsTrailingSpace = cleaning.trimsTrailingSpace },
      { $0.dropsRepeatedLines = cleaning.dropsRepeatedLines },
      {
        $0.dropsRepeatedDocuments = cleaning.dropsRepeatedDocuments
        $0.boundary = cleaning.boundary
      },
    ]
    return changes.map { change in
      var step = Cleaning()
      change(&step)
      return step
    }
  }

  @Test("All changes at once are each after the other, and counted so", arguments: changes)
  func oneByOne(_ cleaning: Cleaning) throws {
    for bytes in Texts.all + (0..<40).map(Self.hostile) where !bytes.isEmpty {
      let (once, log) = try clean(bytes, cleaning)
      var (text, counts) = (bytes, [CleaningLog.Kind: Int]())
      for step in Self.steps(cleaning) {
        let (next, log) = try clean(text, step)
        text = next
        counts.merge(log.counts) { $0 + $1 }
      }
      #expect(once == text, "\(cleaning) of \(bytes)")
      #expect(log.counts == counts, "\(cleaning) of \(bytes)")
    }
  }

  @Test("Without changes every byte of valid text stays")
  func nothing() throws {
    for bytes in Texts.all
    where !bytes.isEmpty && String(validating: bytes, as: UTF8.self) != nil {
      let (result, log) = try clean(bytes, Cleaning())
      #expect(result == bytes)
      #expect(log.isUnchanged)
    }
  }

  @Test("Each change does what its name says")
  func each() throws {
    #expect(try clean("a\r\nb\rc\r") { $0.lineEnds = .lf } == "a\nb\nc\n")
    #expect(
      try clean("\u{FEFF}\u{FEFF}a\n\u{FEFF}b\u{FEFF}") { $0.stripsByteOrderMark = true }
        == "a\nb\u{FEFF}")
    #expect(try clean("a\u{0}b\u{C}c\td") { $0.dropsControls = true } == "ab\nc\td")
    #expect(
      try clean("so\u{AD}ft \u{200B}👩\u{200D}👧") { $0.dropsInvisible = true }
        == "soft 👩\u{200D}👧")
    #expect(
      try Array(clean("e\u{301}\n") { $0.normalization = .nfc }.utf8) == Array("\u{E9}\n".utf8))
    #expect(
      try clean("a \t\n b\u{3000}\r\n   \nc ") { $0.trimsTrailingSpace = true }
        == "a\n b\r\n\nc")
    #expect(
      try clean("a\n\nb\na\n\na") { ($0.dropsRepeatedLines, $0.shortestRepeatedLine) = (true, 1) }
        == "a\n\nb\n\n")
    #expect(
      try clean("a\nb\n\n\nc\n\na\nb\n\n\nd") {
        ($0.dropsRepeatedDocuments, $0.boundary) = (true, .paragraph)
      } == "a\nb\n\n\nc\n\nd")
  }

  @Test("What is not UTF-8 is an error with its place, unless it is to be replaced or dropped")
  func invalid() throws {
    let bytes: [UInt8] = [0x61, 0x0A, 0xE4, 0xB8, 0x62, 0xFF]
    var cleaning = Cleaning()
    cleaning.lineEnds = .lf
    let input = try file("bad.txt", bytes)
    #expect(throws: CleaningError.invalidUTF8(.init(file: input, line: 2, column: 1, offset: 2))) {
      _ = try CorpusCleaner(paths: [input], cleaning: cleaning).clean(to: input + ".clean")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["bad.txt"])
    cleaning.invalid = .drop
    #expect(try clean(bytes, cleaning).bytes == [0x61, 0x0A, 0x62])
    cleaning.invalid = .replace
    #expect(try clean(bytes, cleaning).bytes == Array("a\n\u{FFFD}b\u{FFFD}".utf8))
  }

  @Test("Of another encoding, what is read is counted in the file, and bad bytes can be dropped")
  func encodings() throws {
    // 你 and 好 in GB18030, and a byte that is no character.
    let input = try file("gbk.txt", [0xC4, 0xE3, 0xFF, 0xBA, 0xC3, 0x0A])
    let selection = CorpusSelection(encoding: .named("GB18030"))
    #expect(throws: CorpusError.self) {
      _ = try CorpusCleaner(paths: [input], selection: selection, cleaning: Cleaning())
        .clean(to: path("out.txt"))
    }
    var cleaning = Cleaning()
    cleaning.invalid = .drop
    let log = try CorpusCleaner(paths: [input], selection: selection, cleaning: cleaning)
      .clean(to: path("out.txt"))
    #expect(try AtomicFile.read(path("out.txt")) == Array("你好\n".utf8))
    #expect(log.bytesRead == 6)
    #expect(log.bytesWritten == 7)
    #expect(log.encodings == ["GB18030"] && !log.isUnchanged)
  }

  @Test("Very long lines are cleaned as short ones are")
  func longLines() throws {
    var cleaning = Cleaning()
    cleaning.normalization = .nfc
    cleaning.trimsTrailingSpace = true
    cleaning.lineEnds = .lf
    let part = "e\u{301}中\u{200B}"
    let text = String(repeating: part, count: 100_000) + String(repeating: " ", count: 600_000)
    let (result, log) = try clean(Array((text + "\r\nb").utf8), cleaning)
    let expected = Array((String(repeating: "\u{E9}中\u{200B}", count: 100_000) + "\nb").utf8)
    #expect(result == expected)
    #expect(log.counts[.trimmedLine] == 1)
    #expect(log.counts[.joinedLineEnd] == 1)
  }

  @Test("A folder becomes a folder with the same names; repeated files and empty ones go")
  func folders() throws {
    _ = try file("in/a.txt", Array("one\r\n".utf8))
    _ = try file("in/deep/b.txt", Array("one\n".utf8))
    _ = try file("in/deep/c.txt", Array("two\n".utf8))
    var cleaning = Cleaning()
    cleaning.lineEnds = .lf
    cleaning.dropsRepeatedDocuments = true
    let log = try CorpusCleaner(paths: [path("in")], cleaning: cleaning).clean(to: path("out"))
    #expect(log.filesRead == 3)
    #expect(log.filesWritten == 2)
    #expect(try AtomicFile.read(path("out/a.txt")) == Array("one\n".utf8))
    #expect(try AtomicFile.read(path("out/deep/c.txt")) == Array("two\n".utf8))
    #expect(!FileManager.default.fileExists(atPath: path("out/deep/b.txt")))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["in", "out"])
    let again = try CorpusCleaner(paths: [path("out")], cleaning: cleaning).clean(to: path("more"))
    #expect(again.isUnchanged)
  }

  /// The error of an output that is an input.
  private func own(_ path: String, _ problem: String) -> FileError {
    FileError(path: path, problem: "\(problem); name another output")
  }

  @Test("Nothing is overwritten unasked, and never an input")
  func overwriting() throws {
    let input = try file("in/a.txt", Array("a\r\n".utf8))
    let old = try file("old.txt", Array("old".utf8))
    var cleaning = Cleaning()
    cleaning.lineEnds = .lf
    let cleaner = CorpusCleaner(paths: [input], cleaning: cleaning)
    #expect(throws: CleaningError.exists(old)) { _ = try cleaner.clean(to: old) }
    _ = try cleaner.clean(to: old, replaces: true)
    #expect(try AtomicFile.read(old) == Array("a\n".utf8))
    #expect(throws: own(input, "is read, too")) {
      _ = try cleaner.clean(to: input, replaces: true)
    }
    let whole = CorpusCleaner(paths: [path("in")], cleaning: cleaning)
    #expect(throws: own(path("in/below"), "lies in \(path("in")), which is read")) {
      _ = try whole.clean(to: path("in/below"))
    }
    #expect(throws: own(folder.path, "contains \(path("in")), which is read")) {
      _ = try whole.clean(to: folder.path, replaces: true)
    }
    let link = path("link.txt")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: input)
    #expect(throws: own(link, "is read, too")) {
      _ = try cleaner.clean(to: link, replaces: true)
    }
  }

  @Test("The log is as safe as the text: nothing there is replaced unasked, and never an input")
  func log() throws {
    let input = try file("a.txt.log.json", Array("a\r\n".utf8))
    let other = try file("b.txt", Array("b\r\n".utf8))
    let log = try file("c.txt.log.json", Array("mine".utf8))
    var cleaning = Cleaning()
    cleaning.lineEnds = .lf
    #expect(throws: own(input, "is read, too")) {
      _ = try CorpusCleaner(paths: [input], cleaning: cleaning)
        .clean(to: path("a.txt"), log: input, replaces: true)
    }
    let cleaner = CorpusCleaner(paths: [other], cleaning: cleaning)
    #expect(throws: CleaningError.exists(log)) {
      _ = try cleaner.clean(to: path("c.txt"), log: log)
    }
    #expect(!FileManager.default.fileExists(atPath: path("c.txt")))
    #expect(try AtomicFile.read(log) == Array("mine".utf8))
    _ = try cleaner.clean(to: path("c.txt"), log: log, replaces: true)
  }

  @Test("Pipes and folders are not replaced by files, whatever is asked for")
  func noFiles() throws {
    _ = try file("in/a.txt", Array("a\r\n".utf8))
    _ = try file("out/a.txt/inside", Array("mine".utf8))
    let pipe = path("pipe")
    let make = Process()
    make.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    make.arguments = ["mkfifo", pipe]
    try make.run()
    make.waitUntilExit()
    var cleaning = Cleaning()
    cleaning.lineEnds = .lf
    let input = path("in/a.txt")
    for (target, log) in [(pipe, path("log")), (path("text"), pipe)] {
      let error = #expect(throws: FileError.self) {
        _ = try CorpusCleaner(paths: [input], cleaning: cleaning)
          .clean(to: target, log: log, replaces: true)
      }
      #expect(error?.path == pipe)
    }
    #expect(throws: FileError.self) { try AtomicFile.write([[1]], to: pipe) }
    #expect(throws: CleaningError.isFolder(path("out/a.txt"))) {
      _ = try CorpusCleaner(paths: [path("in")], cleaning: cleaning)
        .clean(to: path("out"), replaces: true)
    }
    #expect(try AtomicFile.read(path("out/a.txt/inside")) == Array("mine".utf8))
    let attributes = try FileManager.default.attributesOfItem(atPath: pipe)
    #expect(attributes[.type] as? FileAttributeType != .typeRegular)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["in", "out", "pipe"])
  }

  @Test("What is advised leaves nothing to advise but what is no fault")
  func advised() throws {
    var stopped = 0
    for seed in 100..<140 as Range<UInt64> {
      let before = Texts.report([Self.hostile(seed)], orders: 1)
      let cleaning = TextAdvice(before).cleaning
      // Where most is not UTF-8, cleaning stops.
      guard cleaning.invalid != .error || before.invalidSequences == 0 else {
        stopped += 1
        continue
      }
      let result = try clean(Self.hostile(seed), cleaning).bytes
      guard !result.isEmpty else { continue }
      let report = Texts.report([result], orders: 1)
      #expect(report.invalidSequences == 0)
      #expect(report.lineEnds.pairs + report.lineEnds.returns == 0)
      #expect(report.files[0].notNFC == 0)
      #expect(TextAdvice(report).cleaning.changesNothing, "\(TextAdvice(report).cleaning)")
    }
    #expect(stopped < 20)
  }
}

/// Text that is put together in memory.
private final class MemoryOutput: CleaningOutput {
  private(set) var bytes: [UInt8] = []
  var position: Int { bytes.count }
  func append(_ more: [UInt8], _ range: Range<Int>) { bytes += more[range] }
  func append(_ byte: UInt8) { bytes.append(byte) }
  func truncate(to position: Int) { bytes.removeLast(bytes.count - position) }
}
