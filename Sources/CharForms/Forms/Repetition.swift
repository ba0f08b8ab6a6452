/// The choice of a form whether things of a kind, such as rhyme words, must differ.
enum Repetition: String, CaseIterable {
  case differ
  case mayRepeat = "may-repeat"
}
