internal import CharForms
package import CharLM
internal import CharText

/// The editor of a text, with continuations by a model: takes keys, changes the document, draws the screen.
///
/// It needs no terminal; ``WritingSession`` runs it on one.
package struct WritingEditor {
  /// A line at the bottom that takes the keys.
  enum Prompt: Equatable {
    /// A command, without its slash.
    case command(String)
    /// The question about saving before the user leaves.
    case leaving
    /// The list of keys and commands.
    case help
  }

  let model: any AutoregressiveModel
  /// The name of the model.
  let name: String
  let host: WritingHost
  /// The file of the text.
  package internal(set) var file: WritingFile
  /// The settings of continuations.
  package internal(set) var settings: WritingSettings
  /// The text.
  package internal(set) var document: TextDocument
  /// The continuations to choose from, if there are any.
  package internal(set) var suggestions: Suggestions?
  /// Continuations that were shown at this place.
  private var shown: Set<String> = []
  var prompt: Prompt?
  /// The message in the line of hints; nil = the hints.
  package internal(set) var message: String?
  /// The column that the cursor keeps when it moves up and down.
  var goal: Int?
  /// True if `/save` overwrites a file that was changed elsewhere.
  var overwrites = false
  /// True after the user has left.
  package internal(set) var isDone = false
  /// True if the draft is to be removed at the end.
  package internal(set) var isDiscarded = false

  let worker: ContinuationWorker
  var screen = WritingScreen()

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - model: the model that continues the text, which reads forward.
  ///   - name: its name for the status line.
  ///   - file: the file.
  ///   - settings: the settings of continuations, with the constraint compiled.
  ///   - host: what the program around the editor does for it.
  package init(
    _ model: any AutoregressiveModel, name: String, _ file: WritingFile,
    _ settings: WritingSettings, _ host: WritingHost
  ) {
    (self.model, self.name, self.host) = (model, name, host)
    (self.file, self.settings) = (file, settings)
    document = file.document
    message = file.note
    worker = ContinuationWorker(model)
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
      message = host.message(error)
    }
  }

  /// True while continuations are being written.
  package var isWaiting: Bool { worker.isRunning }

  /// Takes the continuations that were written meanwhile, if they are there.
  package mutating func takeContinuations() {
    switch worker.take() {
    case .found(let texts) where texts.isEmpty:
      message =
        suggestions != nil || !shown.isEmpty
        ? "the model has no other continuation here" : "the model ends the text here"
    case .found(let texts): suggestions = Suggestions(texts)
    case .failed(let error): message = host.message(error)
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
