/// Whether things of a form are different.
enum Repetition: String, CaseIterable {
  case differ
  case mayRepeat = "may-repeat"
}
