internal import CharLM
internal import CharTraining
internal import Foundation

/// A run with its name on a page.
struct NamedRun {
  var name: String
  /// The index of the run.
  var number: Int
  var history: RunHistory

  /// Names runs by their folders, or by whole paths if folder names are not unique.
  static func all(_ histories: [RunHistory]) -> [NamedRun] {
    let short = histories.map { URL(fileURLWithPath: $0.directory).lastPathComponent }
    return histories.enumerated().map { index, history in
      let isUnique = short.count { $0 == short[index] } == 1
      return NamedRun(
        name: isUnique ? short[index] : history.directory, number: index, history: history)
    }
  }

  /// A sample of the line style of the run.
  var swatch: String {
    let style = PlotLine.style(number)
    guard number >= PlotLine.colors else { return "<i class=\"swatch \(style)\"></i>" }
    return "<svg class=\"swatch \(style)\" viewBox=\"0 0 48 8\"><line class=\"thick\""
      + "\(PlotLine.dashes(number)) x1=\"1\" x2=\"47\" y1=\"4\" y2=\"4\"/></svg>"
  }

  var bestNats: Double { history.best?.nats ?? .infinity }

  /// The unit of its losses.
  var unit: String { history.unit }
}

extension RunHistory {
  /// The unit of the run's losses: token or label.
  var unit: String { model?.labels == nil ? "token" : "label" }
}
