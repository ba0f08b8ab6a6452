internal import CharCorpus
internal import CharIO
internal import CharText
internal import Foundation

/// Sections on the text beyond its characters, and on advice.
extension ReportSections {
  var unusual: [Block] {
    guard !report.unusual.isEmpty else { return [.note("None: no controls, nothing invisible.")] }
    let rows = report.unusual.prefix(16).map { found in
      [
        found.scalar.map(CharacterName.code) ?? "others", found.count.grouped,
        found.scalar.map(CharacterName.name) ?? found.kind.name,
        found.first.map { "\($0.file.shownName):\($0.line):\($0.column)" } ?? "",
      ]
    }
    let rest = report.unusual.dropFirst(16)
    var blocks: [Block] = [.table(["code", "times", "name", "first"], rows, numbers: [1])]
    if !rest.isEmpty {
      let times = rest.reduce(0) { $0 + $1.count }
      blocks.append(
        .note("and \(rest.count.grouped) more, \(times.counted("time", "times")) together"))
    }
    return blocks
  }

  var repeats: [Block] {
    func words(_ repeats: CorpusReport.Repeats, of name: String) -> String {
      guard repeats.count > 0 else { return "none" }
      return (repeats.isEstimate ? "about " : "")
        + "\(repeats.count.counted("was", "were")) there before, "
        + "\(TextAdvice.percent(repeats.share)) of \(name)"
        + (repeats.isEstimate ? " (an estimate: there are too many to remember)" : "")
    }
    var blocks: [Block] = [
      .facts([
        ("lines", words(report.repeatedLines, of: "those with text")),
        ("documents", words(report.repeatedDocuments, of: "all")),
      ])
    ]
    let top = report.repeatedLines.top.filter { !$0.text.isEmpty }.prefix(5)
    if !top.isEmpty {
      blocks.append(
        .table(
          ["times", "line"],
          top.map { [$0.count.grouped, CharacterName.printable($0.text)] }, numbers: [0]))
    }
    return blocks
  }

  var lengths: [Block] {
    let several = report.documentLengths.count > 1
    let parts =
      [("lines", report.lineLengths)] + (several ? [("documents", report.documentLengths)] : [])
    let rows = parts.filter { $0.1.count > 0 }.map { name, lengths in
      [
        name, lengths.count.grouped, lengths.minimum.grouped, lengths.quantile(0.5).grouped,
        lengths.mean.fixed(1), lengths.quantile(0.9).grouped, lengths.quantile(0.99).grouped,
        lengths.maximum.grouped,
      ]
    }
    let header = ["characters", "how many", "least", "median", "mean", "90 %", "99 %", "most"]
    var blocks: [Block] = [.table(header, rows, numbers: Set(1...7))]
    // A plot needs more than a few values.
    for (name, lengths) in parts where lengths.count >= 20 && lengths.maximum > lengths.minimum {
      let bars = lengths.histogram().map { bin in
        let (first, last) = (bin.range.lowerBound, bin.range.upperBound)
        return (
          label: first == last ? first.grouped : "\(first.grouped)–\(last.grouped)",
          amount: Double(bin.count), text: bin.count.grouped
        )
      }
      blocks.append(.bars("length of \(name), in characters", bars))
    }
    return blocks
  }

  var entropy: [Block] {
    let entropy = report.entropy
    guard !entropy.orders.isEmpty else {
      return [.note("The text is too short to hold a part out.")]
    }
    let bars = entropy.orders.map {
      (
        label: "\($0.order)-gram", amount: $0.nats,
        text: "\($0.nats.fixed(3)) nats  \($0.bits.fixed(3)) bits"
      )
    }
    let best = entropy.orders.min { $0.nats < $1.nats }
    let sample =
      entropy.isSample ? " Both are evenly spread samples; all of the text would give less." : ""
    return [
      .bars("nats per character on the held-out part", bars),
      .note(
        "Modified Kneser-Ney n-grams, learned from \(entropy.learned.grouped) tokens, measured on "
          + "the last \(entropy.measured.grouped)." + sample
          + (best.map {
            " A model is worth its time if its validation loss is below \($0.nats.fixed(3)) nats "
              + "per token (perplexity \(exp($0.nats).fixed(2)))."
          } ?? "")),
    ]
  }

  var advice: [Block] {
    let prefix = commands?.settingPrefix ?? ""
    var facts = text.items.map { item in
      let value = item.value.map { $0.isEmpty ? "" : "\($0): " } ?? ""
      return (
        name: item.value == nil ? "text" : "\(prefix)\(item.topic)",
        value: value + item.reason.shownName
      )
    }
    var verdict = model.verdict
    if let hidden = model.suggestedHidden { verdict += " (try \(prefix)hidden \(hidden))" }
    facts.append(("model", verdict))
    if let seconds = model.epochSeconds, let speed = model.tokensPerSecond {
      facts.append(
        (
          "epoch",
          "about \(seconds.duration) on this machine, at \(speed.short) tokens a second; "
            + "ten epochs about \((10 * seconds).duration)"
        ))
    }
    var blocks: [Block] = [.facts(facts)]
    guard let commands else { return blocks }
    if let cleaning = commands.cleaning {
      blocks += [.note(commands.cleaningNote), .command(cleaning)]
    }
    return blocks + [.note("To train:"), .command(commands.training)]
  }
}
