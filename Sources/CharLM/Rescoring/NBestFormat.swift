/// A format of n-best lists.
public enum NBestFormat: String, CaseIterable, Sendable {
  /// Kaldi's text archive, a key and a text on a line, with keys such as `utterance-1`, `utterance-2`; scores or
  /// costs come from archives with a key and a number on a line.
  case kaldi
  /// Moses: `0 ||| text ||| features ||| score`, with the number of the sentence first.
  case moses
  /// Three columns separated by tabs: name, score, text.
  case tsv
}
