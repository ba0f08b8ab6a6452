/// A parser of the notation of a line: tones or a number of characters, a rhyme, and marks.
///
/// ```
/// 中仄平平中仄平a。   tones, the rhyme a, a full stop
/// 7，                  seven characters and a comma
/// 5-7b[。！]            five to seven characters, the rhyme b, one of two marks
/// =2。                 line 2 again
/// ```
struct LineParser: ScalarReader {
  struct Parsed {
    var line: VerseForm.Line
    var tones: [Set<Tone>]?
    var rhyme: Character?
  }

  /// The largest number of characters of a line.
  static let longest = 200

  let scalars: [UInt32]
  var index = 0
  private let place: ConstraintError.Place?

  init(_ text: String, at place: ConstraintError.Place?) {
    scalars = text.unicodeScalars.map(\.value)
    self.place = place
  }

  func error(_ problem: String, at index: Int?) -> ConstraintError {
    ConstraintError(problem, at: place)
  }

  /// Reads a line; `earlier` are the lines before it.
  mutating func parse(after earlier: [VerseForm.Line]) throws(ConstraintError) -> Parsed {
    var parsed = Parsed(line: .init(length: 0...0, original: nil, end: []))
    if skip("=") {
      guard let number = try number(), (1...max(earlier.count, 1)).contains(number),
        number <= earlier.count, earlier[number - 1].original == nil
      else { throw error("= needs the number of an earlier line, which repeats none itself") }
      parsed.line.original = number - 1
      parsed.line.length = earlier[number - 1].length
    } else {
      try readCharacters(&parsed)
      if let next, (0x61...0x7A).contains(next) {
        parsed.rhyme = Unicode.Scalar(next).map(Character.init)
        index += 1
        guard parsed.line.length.count == 1 else {
          throw error("a line that rhymes needs a fixed number of characters")
        }
      }
    }
    while next != nil { parsed.line.end.append(try marks()) }
    return parsed
  }

  private mutating func readCharacters(_ parsed: inout Parsed) throws(ConstraintError) {
    var tones: [Set<Tone>] = []
    while let tone = nextTones {
      tones.append(tone)
      index += 1
    }
    if !tones.isEmpty {
      parsed.tones = tones
      parsed.line.length = tones.count...tones.count
    } else if let low = try number() {
      let high = skip("-") ? try number() ?? 0 : low
      guard low > 0, high >= low else { throw error("the number of characters must be 1 or more") }
      parsed.line.length = low...high
    } else {
      throw error("a line starts with 平, 仄, 中, a number of characters, or = and a line number")
    }
    guard parsed.line.length.upperBound <= Self.longest else {
      throw error("a line has at most \(Self.longest) characters")
    }
  }

  private var nextTones: Set<Tone>? {
    switch next {
    case 0x5E73: [.level]  // 平
    case 0x4EC4: [.oblique]  // 仄
    case 0x4E2D: [.level, .oblique]  // 中
    default: nil
    }
  }

  private mutating func marks() throws(ConstraintError) -> ScalarSet {
    guard skip("[") else { return ScalarSet(try mark()) }
    var marks: [ClosedRange<UInt32>] = []
    while !skip("]") {
      let mark = try mark()
      marks.append(mark...mark)
    }
    return ScalarSet(marks)
  }

  private mutating func mark() throws(ConstraintError) -> UInt32 {
    guard let next, let scalar = Unicode.Scalar(next) else { throw error("] is missing") }
    guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
      throw error("\(scalar) is no mark")
    }
    index += 1
    return next
  }
}
