import CharForms
import CharIO
import CharLM
import CharText
import Foundation

/// The editor of `charlm write`: reads keys, changes the document, shows the screen.
struct WritingEditor {
  /// A line at the bottom that takes the keys.
  enum Prompt: Equatable {
    /// A command, without its slash.
    case command(String)
    /// Whether to save before leaving.
    case leaving
    /// The list of keys and commands.
    case help
  }

  let model: any AutoregressiveModel
  let name: String
  var file: WritingFile
  var settings: WritingSettings
  var document: TextDocument
  var suggestions: Suggestions?
  /// Continuations that were shown at this place.
  var shown: Set<String> = []
  var prompt: Prompt?
  var message: String?
  /// The column that the cursor keeps when it moves up and down.
  var goal: Int?
  /// True if `/save` overwrites a file that was changed elsewhere.
  var overwrites = false
  /// True if the screen is to be drawn anew.
  var isStale = false
  var isDone = false
  /// True if the draft is to be removed at the end.
  var isDiscarded = false

  /// The size of the terminal.
  private(set) var size = (columns: 80, rows: 24)
  let worker: ContinuationWorker
  private var screen = WritingScreen()
  private var keys = TerminalKeys()
  /// The time of the first change that the draft lacks.
  private var changed: ContinuousClock.Instant?

  /// Time after which the draft is written: without a key, and at most.
  private static let (pause, longest) = (Duration.milliseconds(400), Duration.seconds(2))
  /// Milliseconds after which Escape is a key of its own.
  private static let escapeTime: Int32 = 40

  init(
    _ model: any AutoregressiveModel, name: String, _ file: WritingFile, _ settings: WritingSettings
  ) {
    (self.model, self.name, self.file, self.settings) = (model, name, file, settings)
    document = file.document
    message = file.note
    worker = ContinuationWorker(model)
  }

  /// Runs until the user leaves.
  ///
  /// - Returns: a note to print when the terminal is its old self.
  mutating func run() throws -> String? {
    let terminal = try RawTerminal()
    defer { terminal.restore() }
    var isGone = false
    while !isDone, !isGone, !Interrupt.isRequested {
      if terminal.wasResized() || isStale { screen.clear() }
      isStale = false
      try show(terminal)
      let wait: Int32 =
        keys.isWaiting ? Self.escapeTime : worker.isRunning ? 30 : changed == nil ? 1000 : 200
      guard let bytes = terminal.read(within: wait) else {
        isGone = true
        break
      }
      let before = document
      let new = bytes.isEmpty && keys.isWaiting ? keys.flush() : keys.decode(bytes)
      for key in new {
        // Characters that arrive together may be a command.
        if case .text(let text) = key {
          for character in text where !isDone { handle(.text(String(character))) }
        } else if !isDone {
          handle(key)
        }
      }
      takeOutcome()
      if document != before, changed == nil { changed = .now }
      keepIfDue(isIdle: bytes.isEmpty)
    }
    worker.cancel()
    if isDiscarded {
      file.discard()
    } else {
      try file.keep(document)
    }
    guard !isDone, !file.isSaved(document) else { return nil }
    return "\(file.name) is not saved; charlm write with the same file goes on with it"
  }

  private mutating func show(_ terminal: RawTerminal) throws {
    size = terminal.size
    var screen = screen
    try Console.write(screen.draw(self, size))
    self.screen = screen
  }

  /// Writes the draft when the user pauses, and every few seconds.
  private mutating func keepIfDue(isIdle: Bool) {
    guard let start = changed else { return }
    let age = start.duration(to: .now)
    guard age > Self.longest || (isIdle && age > Self.pause) else { return }
    changed = nil
    do { try file.keep(document) } catch { message = "cannot keep the draft: \(error.message)" }
  }

  // MARK: - Continuations

  /// Asks for continuations at the cursor; what was shown there before is not shown again.
  mutating func suggest() {
    if suggestions == nil { shown = [] }
    suggestions?.candidates.forEach { shown.insert($0) }
    do {
      var request = try settings.request(document, model)
      request.known = shown
      settings.options.sampling.seed &+= 1
      worker.start(request)
      message = nil
    } catch let error as ConstraintError {
      suggestions = nil
      message =
        "\(settings.constraint.form ?? "the constraint"): \(error.problem); "
        + "start it on a new \(model.tokenizer.configuration.boundary == .line ? "line" : "paragraph")"
    } catch {
      message = error.message
    }
  }

  private mutating func takeOutcome() {
    switch worker.take() {
    case .found(let texts) where texts.isEmpty:
      message =
        suggestions != nil || !shown.isEmpty
        ? "the model has no other continuation here" : "the model ends the text here"
    case .found(let texts): suggestions = Suggestions(texts)
    case .failed(let reason): message = reason
    case nil: break
    }
  }

  /// Accepts the start of the chosen continuation; nil = all of it.
  mutating func accept(_ grain: WritingGrain?) {
    guard let (text, rest) = suggestions?.accepting(grain) else { return }
    document.insert(text, isTyped: grain == .character)
    suggestions = rest
    shown = []
  }

  /// Leaves the continuations.
  mutating func leaveSuggestions() {
    worker.cancel()
    suggestions = nil
  }
}
