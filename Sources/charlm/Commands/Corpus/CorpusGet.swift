import ArgumentParser
import CharCorpus
import CharIO
import CharReport
import Foundation

/// The command `charlm corpus get`.
struct CorpusGet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Fetch a public corpus, verify and unpack it.",
    discussion: """
      What was fetched is kept when the connection ends or Ctrl-C stops it, and the same command goes \
      on from there.
      """)

  @Argument(help: "What charlm corpus list calls it.")
  var name: String

  @Option(
    name: .shortAndLong, help: "The folder that the text goes to; . is the current one.")
  var out = "."

  @Option(help: "A folder that has the file, or the start of a mirror's URLs.")
  var from: String?

  @Flag(help: "Replace a text that is there.")
  var force = false

  @OptionGroup var catalog: CatalogOption

  func validate() throws {
    if out.isEmpty || from?.isEmpty ?? false {
      throw ValidationError("A path is empty; name a folder.")
    }
  }

  func run() throws {
    let entry = try catalog.load().entry(name)
    Interrupt.listen()
    var bar = ByteProgress(name, plain: .seconds(5))
    let path = try CorpusFetcher(
      entry, to: out == "." ? FileManager.default.currentDirectoryPath : out, from: from,
      replaces: force
    ).run(shouldStop: { Interrupt.isRequested }) { event in
      switch event {
      case .progress(let bytes, let total): bar.show(bytes, of: total)
      case .unverified(let file, let digest):
        bar.clear()
        Console.warning(
          "\(file): not verified, since the catalog has no checksum for it; its SHA-256 is \(digest)"
        )
      case .unpacking(let file):
        bar.clear()
        Console.note("unpacking \(file)")
      case .alreadyThere(let file): Console.note("\(file): there already, and verified")
      }
    }
    bar.clear()
    let shown = out == "." ? entry.file : path
    Console.note("\(shown): \(entry.title); \(entry.license)")
    try Console.line(entry.trainingLine(shown))
  }
}
