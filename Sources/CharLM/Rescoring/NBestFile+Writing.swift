internal import Foundation

extension NBestFile {
  /// Writes lists in the format of the file.
  ///
  /// - Parameter ranked: hypotheses of this file, best first, with their new scores.
  /// - Returns: the lines. Moses' features get one more, `charlm`.
  public func text(_ ranked: [RescoredList]) -> [UInt8] {
    var text: [UInt8] = []
    for (list, ranked) in zip(lists, ranked) {
      for entry in ranked.hypotheses {
        let hypothesis = list.hypotheses[entry.index]
        switch format {
        case .kaldi: text += hypothesis.parts[0] + [UInt8(ascii: " ")] + hypothesis.text
        case .moses:
          let feature = "charlm= \(Self.decimal(entry.modelScore ?? 0))"
          let features = hypothesis.parts[1] + (hypothesis.parts[1].isEmpty ? "" : " ").utf8
          let fields =
            [hypothesis.parts[0], hypothesis.text, features + feature.utf8]
            + [Array(Self.decimal(entry.score).utf8)] + hypothesis.parts.dropFirst(2)
          text += fields.joined(separator: " ||| ".utf8)
        case .tsv:
          text += list.name + "\t\(Self.decimal(entry.score))\t".utf8 + hypothesis.text
        }
        text.append(UInt8(ascii: "\n"))
      }
    }
    return text
  }

  /// Writes the scores of Kaldi's format as an archive.
  ///
  /// - Parameters:
  ///   - ranked: hypotheses of this file, best first, with their new scores.
  ///   - areCosts: whether lower numbers are better.
  /// - Returns: a key and a number on each line.
  public func scoreArchive(_ ranked: [RescoredList], areCosts: Bool) -> [UInt8] {
    var text: [UInt8] = []
    for (list, ranked) in zip(lists, ranked) {
      for entry in ranked.hypotheses {
        let score = Self.decimal(areCosts ? -entry.score : entry.score)
        text += list.hypotheses[entry.index].parts[0] + " \(score)\n".utf8
      }
    }
    return text
  }

  private static func decimal(_ value: Double) -> String { String(format: "%.6f", value) }
}
