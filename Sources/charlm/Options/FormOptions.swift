import ArgumentParser
import CharForms

/// Options for what a text of a form must have besides.
struct FormWishOptions: ParsableArguments {
  @Option(
    help: "Characters with which the lines of the form start, in order; _ leaves a line free.")
  var acrostic: String?

  @Option(
    help: """
      Rhyme of the form: the name of a rhyme group, or a character of it; may be given several times, \
      for the first rhyme, the second and so on.
      """)
  var rhyme: [String] = []

  @Option(
    help: .advanced(
      """
      Book of rhymes and tones: pingshui, cilin or xinyun. (default: that of the form)
      """))
  var rhymeBook: String?

  func validate() throws {
    if let rhymeBook, RhymeBook(rawValue: rhymeBook) == nil {
      let known = RhymeBook.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("rhyme-book: \(rhymeBook) is unknown; known are \(known)")
    }
  }

  /// True if there is a wish.
  var isGiven: Bool { acrostic != nil || !rhyme.isEmpty || rhymeBook != nil }

  var wishes: FormWishes {
    var wishes = FormWishes()
    wishes.acrostic = acrostic
    wishes.rhymes = rhyme
    wishes.book = rhymeBook.flatMap(RhymeBook.init(rawValue:))
    return wishes
  }
}
