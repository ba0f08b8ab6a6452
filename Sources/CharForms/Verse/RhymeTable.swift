internal import CTables

/// Which Chinese characters rhyme, and in which tones, by a book.
///
/// A character may have several readings.
public struct RhymeTable: Sendable {
  /// A reading of a character.
  public struct Reading: Hashable, Sendable {
    /// The rhyme group, an index of ``RhymeTable/groups``; nil if the book does not know the rhyme.
    public let group: Int?
    /// The tone.
    public let tone: Tone
    /// True if the source of the table lacks the character; poems are generated without such rhymes.
    public let isAddition: Bool
  }

  /// The characters of a group that have a tone.
  struct List: Sendable {
    var reading: Reading
    var characters: ScalarSet
  }

  /// The names of the rhyme groups.
  public let groups: [String]
  let lists: [List]
  private let readings: [UInt32: [Reading]]

  private static let tables = read()

  /// A table without characters.
  static let none = RhymeTable([], [])

  /// Returns the table of a book.
  ///
  /// - Parameter book: the book.
  public init(_ book: RhymeBook) {
    self = Self.tables[RhymeBook.allCases.firstIndex(of: book) ?? 0]
  }

  private init(_ groups: [String], _ lists: [List]) {
    self.groups = groups
    self.lists = lists
    var readings: [UInt32: [Reading]] = [:]
    for list in lists {
      for scalar in list.characters.ranges.joined() {
        readings[scalar, default: []].append(list.reading)
      }
    }
    self.readings = readings
  }

  /// Returns the readings of a character.
  ///
  /// - Parameter scalar: the character.
  /// - Returns: the readings; none if the book does not have the character.
  public func readings(of scalar: Unicode.Scalar) -> [Reading] { readings[scalar.value] ?? [] }

  /// Returns the rhyme groups that a text means: by the name, such as 一东, by the name without its number, or
  /// by any character of the group.
  ///
  /// - Parameter text: the text.
  /// - Returns: the groups; none if there is none.
  public func groups(named text: String) -> Set<Int> {
    if let exact = groups.firstIndex(of: text) { return [exact] }
    let bare = groups.indices.filter { index in
      groups[index].drop { "一二三四五六七八九十".contains($0) } == text
    }
    if !bare.isEmpty { return Set(bare) }
    let scalars = text.unicodeScalars
    guard scalars.count == 1, let scalar = scalars.first else { return [] }
    return Set(readings(of: scalar).compactMap(\.group))
  }

  // MARK: - The embedded file

  /// Reads the tables, whose format `scripts/make-rhyme-tables` describes.
  private static func read() -> [RhymeTable] {
    var table = EmbeddedTable { ctables_chinese_byte($0) }
    let books = RhymeBook.allCases.count
    var groups = [[String]](repeating: [], count: books)
    var lists = [[List]](repeating: [], count: books)
    for _ in 0..<table.number() {
      let book = Int(table.next())
      let kind = table.next()
      let name = String(decoding: table.next(Int(table.next())), as: UTF8.self)
      let group = groups[book].firstIndex(of: name) ?? groups[book].count
      if group == groups[book].count { groups[book].append(name) }
      var (characters, last) = ([ClosedRange<UInt32>](), UInt32(0))
      for _ in 0..<table.number() {
        last += UInt32(table.number())
        characters.append(last...last)
      }
      let reading = Reading(
        group: group, tone: kind & 1 == 0 ? .level : .oblique, isAddition: kind & 2 != 0)
      lists[book].append(List(reading: reading, characters: ScalarSet(characters)))
    }
    addTones(of: lists[0], to: &lists[1])
    return (0..<books).map { RhymeTable(groups[$0], lists[$0]) }
  }

  /// Adds tones that 平水韵 knows to 词林正韵, whose tones are the same and whose characters are fewer.
  private static func addTones(of known: [List], to lists: inout [List]) {
    for tone in Tone.allCases {
      func characters(_ lists: [List]) -> ScalarSet {
        ScalarSet(lists.filter { $0.reading.tone == tone }.flatMap(\.characters.ranges))
      }
      let missing = characters(known).subtracting(characters(lists))
      let reading = Reading(group: nil, tone: tone, isAddition: true)
      lists.append(List(reading: reading, characters: missing))
    }
  }
}
