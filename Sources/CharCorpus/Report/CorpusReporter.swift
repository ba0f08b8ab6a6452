public import CharText

/// Reads a corpus of any size in one pass and collects its statistics.
///
/// ```swift
/// let report = try CorpusReporter(paths: ["corpora/letters"]).report()
/// print(report.characters, report.entropy.orders.last?.nats ?? 0)
/// ```
///
/// Memory does not grow with the text: lengths are counted in bins, repeats by hashes in a table of
/// fixed size, and n-grams and languages are measured on evenly spread samples of texts larger than
/// ``sampleLimit``.
public struct CorpusReporter: Sendable {
  /// The maximum number of tokens for n-gram training and measurement.
  public static let sampleLimit = 6 << 20
  /// The highest order of n-grams.
  public static let orders = 6
  private static let partSize = 1 << 20

  private let paths: [String]
  private let selection: CorpusSelection
  private let boundary: DocumentBoundary
  private let delimiter: String?
  private let validationFraction: Double
  private let sampleLimit: Int
  private let orders: Int

  /// - Parameters:
  ///   - paths: Files, directories, or `-` for standard input.
  ///   - selection: The files to read from directories, their encoding, and the field of records.
  ///   - boundary: The document boundary.
  ///   - delimiter: The line that ends a document; nil for none.
  ///   - validationFraction: The share of the text, at its end, on which entropies are measured.
  public init(
    paths: [String], selection: CorpusSelection = CorpusSelection(),
    boundary: DocumentBoundary = .file, delimiter: String? = nil, validationFraction: Double = 0.1
  ) {
    self.init(
      paths: paths, selection: selection, boundary: boundary, delimiter: delimiter,
      validationFraction: validationFraction,
      sampleLimit: Self.sampleLimit)
  }

  package init(
    paths: [String], selection: CorpusSelection = CorpusSelection(), boundary: DocumentBoundary,
    delimiter: String? = nil, validationFraction: Double = 0.1, sampleLimit: Int,
    orders: Int = CorpusReporter.orders
  ) {
    (self.paths, self.selection) = (paths, selection)
    self.boundary = boundary
    self.delimiter = delimiter
    self.validationFraction = validationFraction
    self.sampleLimit = sampleLimit
    self.orders = orders
  }

  /// Reads the corpus.
  ///
  /// - Parameter progress: Called with the number of bytes read, and the total if it is known.
  /// - Returns: The statistics.
  /// - Throws: `CorpusError`.
  public func report(
    progress: (_ bytes: Int, _ total: Int?) -> Void = { _, _ in }
  ) throws -> CorpusReport {
    var scan = CorpusScan(boundary: boundary, delimiter: delimiter, sampleLimit: sampleLimit)
    let (files, warnings) = try CorpusFiles.find(paths, selection)
    let total = files.allSatisfy { $0.size > 0 } ? files.reduce(0) { $0 + $1.size } : nil
    var bytes = 0
    var hasRecords = false
    var told = warnings
    for file in files {
      scan.begin(file.path)
      var source: any ByteSource = try TextSource(file.path, encoding: selection.encoding)
      let format = try RecordFormat.of(file.path, field: selection.field, &source)
      let read: (Int) -> Void = { count in
        bytes += count
        progress(bytes, total)
      }
      if let format {
        hasRecords = true
        told += try scanRecords(format, source, name: file.path, &scan, read)
      } else {
        told += try Self.scanText(source, &scan, read)
      }
      scan.end()
    }
    if let field = selection.field, !hasRecords {
      throw CorpusError.unusedField(field, names: paths)
    }
    guard !scan.files.isEmpty else { throw CorpusError.emptyText(paths) }
    var report = finish(&scan)
    report.warnings = told
    return report
  }

  private static func scanText(
    _ source: any ByteSource, _ scan: inout CorpusScan, _ read: (Int) -> Void
  ) throws -> [String] {
    var source = source
    while true {
      let part = try source.read(partSize)
      if part.isEmpty { break }
      scan.scan([UInt8](part))
      read(part.count)
    }
    return source.warnings
  }

  /// Reads the texts of records; each is a separate text, as a file is.
  private func scanRecords(
    _ format: RecordFormat, _ source: any ByteSource, name: String, _ scan: inout CorpusScan,
    _ read: (Int) -> Void
  ) throws -> [String] {
    var records = format.reader(
      source, name: name, field: selection.field ?? CorpusSelection.defaultField,
      invalidUTF8: .replace)
    while let text = try records.next() {
      scan.scan(text)
      scan.endText()
      read(text.count)
    }
    return records.warnings
  }

  /// Returns the statistics of a text in memory.
  package func report(parts: [[UInt8]]) -> CorpusReport {
    var scan = CorpusScan(boundary: boundary, delimiter: delimiter, sampleLimit: sampleLimit)
    scan.begin("text")
    for part in parts { scan.scan(part) }
    scan.end()
    return finish(&scan)
  }

  private func finish(_ scan: inout CorpusScan) -> CorpusReport {
    scan.finish()
    var report = CorpusReport()
    report.files = scan.files
    report.boundary = boundary
    report.characters = scan.files.reduce(0) { $0 + $1.characters }
    report.graphemes = report.characters - scan.joined
    report.lines = scan.files.reduce(0) { $0 + $1.lines }
    report.blankLines = scan.blankLines
    report.documents = scan.documents.lengths.count
    report.shape = scan.shape
    let all = scan.scalars.all
    report.frequencies = all.map { ($0.scalar, $0.count) }.sorted {
      ($1.count, $0.scalar) < ($0.count, $1.scalar)
    }
    (report.scripts, report.commonCharacters) = Self.scripts(report.frequencies)
    report.unusual = Self.unusual(scan.unusual)
    report.lineLengths = scan.lines.lengths
    report.documentLengths = scan.documents.lengths
    report.repeatedLines = Self.repeats(scan.lines)
    report.repeatedDocuments = Self.repeats(scan.documents)
    let sample = scan.sample
    let tokens = sample.tokens
    report.languages = LanguageEstimate.shares(of: tokens)
    if scan.joined > 0 {
      (report.clusterShare, report.differentClusters) = ClusterEstimate.share(of: tokens)
    }
    report.entropy = entropy(sample, tokens, characters: all.count)
    return report
  }
}

extension CorpusReporter {
  private static func scripts(
    _ frequencies: [(scalar: UInt32, count: Int)]
  ) -> (scripts: [CorpusReport.Share], common: Int) {
    let scripts = Scripts.shared
    var counts = [Int](repeating: 0, count: scripts.names.count)
    for entry in frequencies { counts[scripts.index(of: entry.scalar)] += entry.count }
    var common = 0
    for name in ["Common", "Inherited", "Unknown"] {
      guard let index = scripts.names.firstIndex(of: name) else { continue }
      common += counts[index]
      counts[index] = 0
    }
    return (CorpusReport.Share.all(zip(scripts.names, counts)), common)
  }

  private static func unusual(_ finds: UnusualFinds) -> [CorpusReport.Unusual] {
    var all = finds.finds.compactMap { scalar, found in
      UnusualKind(of: scalar).map {
        CorpusReport.Unusual(kind: $0, scalar: scalar, count: found.count, first: found.first)
      }
    }
    all.sort { ($1.count, $0.scalar ?? 0) < ($0.count, $1.scalar ?? 0) }
    return UnusualKind.allCases.flatMap { kind in
      all.filter { $0.kind == kind }
        + (finds.others[kind].map {
          [CorpusReport.Unusual(kind: kind, scalar: nil, count: $0, first: nil)]
        } ?? [])
    }
  }

  private static func repeats(_ part: PartStatistics) -> CorpusReport.Repeats {
    let repeats = part.repeats
    return CorpusReport.Repeats(
      count: repeats.repeats, share: Double(repeats.repeats) / Double(max(1, repeats.total)),
      isEstimate: repeats.isEstimate, top: repeats.top.map { ($0.text, $0.count) })
  }

  /// Returns entropies for the same split that training makes.
  private func entropy(
    _ sample: TokenSample, _ tokens: [UInt32], characters: Int
  ) -> CorpusReport.Entropy {
    var entropy = CorpusReport.Entropy()
    entropy.isSample = !sample.isWhole
    guard validationFraction > 0, !tokens.isEmpty else { return entropy }
    // The first token of the corpus is a boundary, not text.
    let cut = 1 + Int(Double(sample.count - 1) * (1 - validationFraction))
    let runs = sample.runs
    let run = runs.first { $0.start + $0.range.count > cut }
    var start = run.map { $0.range.lowerBound + max(0, cut - $0.start) } ?? tokens.count
    if boundary != .file {
      let isBoundary = { (place: Int) in tokens[place] == TokenSample.boundary }
      start =
        (start..<tokens.count).first(where: isBoundary) ?? (1..<start).last(where: isBoundary)
        ?? start
    }
    let dense = Self.dense(tokens)
    // Values outside Unicode share one extra token.
    let size = max(characters + Int(Vocabulary.firstPiece), 1 + Int(dense.max() ?? 0))
    let estimator = NGramEstimator(
      tokens: dense, runs: runs.map(\.range), heldOut: start, vocabularySize: size)
    entropy.orders = estimator.entropies(orders: orders)
    (entropy.learned, entropy.measured) = (start, tokens.count - start)
    return entropy
  }

  /// Returns characters numbered in order of first occurrence, after the special tokens.
  private static func dense(_ tokens: [UInt32]) -> [Token] {
    var numbers = [Token](repeating: -1, count: 0x110001)
    var next = Vocabulary.firstPiece
    return tokens.map { token in
      guard token != TokenSample.boundary else { return Vocabulary.documentBoundary }
      let index = Int(min(token, 0x110000))
      if numbers[index] < 0 {
        numbers[index] = next
        next += 1
      }
      return numbers[index]
    }
  }
}

extension CorpusReport.Share {
  /// Returns the nonzero shares, the largest first.
  static func all(_ counts: some Sequence<(String, Int)>) -> [CorpusReport.Share] {
    let found = counts.filter { $0.1 > 0 }
    let total = Double(max(1, found.reduce(0) { $0 + $1.1 }))
    return found.map {
      CorpusReport.Share(name: $0.0, characters: $0.1, share: Double($0.1) / total)
    }.sorted { ($1.characters, $0.name) < ($0.characters, $1.name) }
  }
}
