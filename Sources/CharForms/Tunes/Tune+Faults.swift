extension Tune {
  /// Finds bars that do not add up to the metre, and lines that are no ABC notation.
  ///
  /// - Parameter text: a tune.
  /// - Returns: the faults; none if the text is a tune of the form.
  public func faults(in text: String) -> [FormFault] {
    var reader = TuneReader(self)
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where index < lines.count - 1 || !line.isEmpty {
      reader.read(line.map(Character.init), number: index + 1)
    }
    reader.finish(lines.count)
    return reader.faults
  }
}

/// Reads a tune and adds up its bars.
private struct TuneReader {
  /// Durations are counted in parts of the unit length; all that can be written are whole numbers of these.
  private static let parts = 48

  private let tune: Tune
  private(set) var faults: [FormFault] = []
  private var fields: Set<Character> = []
  private var metre: (numerator: Int, denominator: Int)?
  private var unit: Int?
  private var isBody = false
  private var line = 0
  private var characters: [Character] = []
  private var place = 0

  private var filled = 0
  private var pickup = 0
  /// Complete bars of the strain.
  private var bars = 0
  private var strains = 0
  private var isRepeated = false
  /// The notes that are left of a triplet, and the factor of the second note of a broken pair.
  private var tripletNotes = 0
  private var isBroken = false
  private var last = ""

  init(_ tune: Tune) { self.tune = tune }

  private mutating func report(_ rule: String, _ reason: String) {
    faults.append(FormFault(line: line, column: place + 1, rule: rule, reason: reason))
  }

  private var barLength: Int {
    guard let metre else { return 0 }
    let usual = 4 * metre.numerator < 3 * metre.denominator ? 16 : 8
    return Self.parts * (unit ?? usual) * metre.numerator / metre.denominator
  }

  mutating func read(_ content: [Character], number: Int) {
    (line, characters, place) = (number, content, 0)
    if content.count > 1, content[1] == ":", content[0].isLetter {
      return readField(content[0], String(content.dropFirst(2)).drop { $0 == " " })
    }
    guard isBody else { return report("header", "a line of music before K:") }
    while place < characters.count { readMusic() }
  }

  private mutating func readField(_ name: Character, _ value: Substring) {
    if isBody {
      if name != "K" { report("header", "\(name): within the music") }
      return
    }
    if fields.isEmpty != (name == "X") { report("header", "X: is the first field and the only X:") }
    fields.insert(name)
    switch name {
    case "M":
      metre = Tune.length(of: String(value))
      if metre == nil || !tune.metres.contains(String(value)) {
        report("header", "the metre \(value) is not one of the form")
      }
    case "L":
      unit = value.hasPrefix("1/") ? Int(value.dropFirst(2)) : nil
      if let given = unit, ![4, 8, 16].contains(given) { unit = nil }
      if unit == nil { report("header", "the unit \(value) is not 1/4, 1/8 or 1/16") }
    case "K":
      isBody = true
      for field in "TM" where !fields.contains(field) { report("header", "\(field): is missing") }
    default: break
    }
  }

  private mutating func skip(_ text: String) -> Bool {
    guard characters[place...].starts(with: text) else { return false }
    place += text.count
    return true
  }

  private mutating func readMusic() {
    if skip(" ") || skip("~") { return }
    for bar in ["|:", ":|", "||", "|]", "|"] where skip(bar) { return readBar(bar) }
    if skip("[1") || skip("[2") || last.hasSuffix("|") && (skip("1") || skip("2")) {
      last = ""
      return
    }
    if skip("(3") {
      tripletNotes = 3
      return
    }
    for (opening, closing) in [("\"", "\""), ("{", "}")] where skip(opening) {
      while place < characters.count, String(characters[place]) != closing { place += 1 }
      if !skip(closing) { report("notes", "\(opening) has no end") }
      return
    }
    readNote()
  }

  private mutating func readNote() {
    let start = place
    while skip("^") || skip("_") || skip("=") {}
    guard place < characters.count, "ABCDEFGabcdefgz".contains(characters[place]) else {
      report(
        "notes", "\(place < characters.count ? String(characters[place]) : "the end") is no note")
      place = max(place, start) + 1
      return
    }
    place += 1
    while skip(",") || skip("'") {}
    var length = number() ?? 1
    length *= Self.parts
    if skip("/") {
      let divisor = number() ?? 2
      if divisor == 0 { report("notes", "a length is divided by 0") }
      length /= max(1, divisor)
    }
    if tripletNotes > 0 {
      length = length * 2 / 3
      tripletNotes -= 1
    }
    if isBroken {
      length = brokenFactor(length)
      isBroken = false
    }
    if skip(">") {
      (isBroken, secondIsLong) = (true, false)
      length = length * 3 / 2
    } else if skip("<") {
      (isBroken, secondIsLong) = (true, true)
      length /= 2
    }
    filled += length
    last = ""
  }

  private var secondIsLong = false

  private func brokenFactor(_ length: Int) -> Int { secondIsLong ? length * 3 / 2 : length / 2 }

  private mutating func number() -> Int? {
    var value: Int?
    while place < characters.count, characters[place].isASCII,
      let digit = characters[place].wholeNumberValue
    {
      // No note is longer.
      value = min((value ?? 0) * 10 + digit, 9999)
      place += 1
    }
    return value
  }

  private mutating func readBar(_ bar: String) {
    if tripletNotes > 0 || isBroken { report("bars", "a group of notes crosses the bar line") }
    (tripletNotes, isBroken, last) = (0, false, bar)
    let isEnd = bar != "|" && bar != "|:"
    if filled == barLength {
      bars += 1
    } else if filled == 0 {
      // The start of a strain.
      if isEnd { report("bars", "an empty bar") }
    } else if isEnd, pickup > 0, filled == barLength - pickup {
      bars += 1
    } else if bars == 0, !isEnd, strains == 0 || filled == pickup {
      pickup = filled
    } else {
      let unit = Double(Self.parts)
      report(
        "bars", "the bar has \(Double(filled) / unit) units, and not \(Double(barLength) / unit)")
    }
    filled = 0
    if isEnd {
      (strains, bars) = (strains + 1, 0)
    }
  }

  mutating func finish(_ lines: Int) {
    if !isBody { report("header", "K: is missing") }
    if filled > 0 || strains == 0 || last == "|" || last == "|:" {
      report("bars", "the tune does not end with a bar line such as |]")
    }
  }
}
