internal import CharForms
internal import CharIO
internal import CharLM
internal import CharSettings

extension WritingEditor {
  /// Commands with their arguments and meaning, as the help lists them.
  static let commands: [(name: String, argument: String, meaning: String)] = [
    ("form", "NAME", "complete a form; none = no form"),
    ("must", "WORD", "write this word; alone: none of them"),
    ("ban", "WORD", "avoid this word; alone: none of them"),
    ("temperature", "X", "below 1 safer, above 1 wilder"),
    ("grain", "G", "Tab gives a character, word, line or text"),
    ("save", "FILE", "save, under this name if it is given"),
    ("revert", "", "go back to the saved text"),
    ("quit", "", "leave"),
    ("help", "", "show keys and commands"),
  ]

  /// Edits the command line.
  mutating func edit(_ text: String, _ key: TerminalKey) {
    switch key {
    case .text("/") where text.isEmpty:
      prompt = nil
      document.insert("/", isTyped: true)
    case .text(" ") where text.isEmpty:
      prompt = nil
      document.insert("/ ", isTyped: true)
    case .text(let new): prompt = .command(text + new)
    case .paste(let new): prompt = .command(text + new.filter { !$0.isNewline })
    case .backspace: prompt = text.isEmpty ? nil : .command(String(text.dropLast()))
    case .control("u"): prompt = .command("")
    case .escape, .control("c"): prompt = nil
    case .tab:
      let names = Self.commands.map(\.name).filter { $0.hasPrefix(text) }
      if names.count == 1 { prompt = .command(names[0] + " ") }
    case .enter:
      prompt = nil
      do { try run(text) } catch { message = words(error) }
    default: break
    }
  }

  private func words(_ error: any Error) -> String {
    (error as? ConstraintError).map(settings.constraint.message) ?? host.message(error)
  }

  /// Runs a command.
  private mutating func run(_ line: String) throws {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard let name = parts.first else { return }
    let value = parts.count > 1 ? parts[1].trimmingSpaces : ""
    switch name {
    case "form":
      try change { $0.constraint.form = ["", "none"].contains(value) ? nil : value }
      settings.grain = settings.constraint.isWhole ? .text : .line
    case "must":
      try change { settings in
        settings.constraint.wishes.required =
          value.isEmpty ? [] : settings.constraint.wishes.required + [value]
      }
    case "ban":
      try change { settings in
        settings.constraint.wishes.banned =
          value.isEmpty ? [] : settings.constraint.wishes.banned + [value]
      }
    case "grain":
      guard let grain = WritingGrain(rawValue: value) else {
        throw WritingError("/grain takes character, word, line or text")
      }
      settings.grain = grain
    case "save": save(to: value.isEmpty ? nil : value)
    case "revert": document.replaceAll(with: file.savedText)
    case "quit", "q": leave()
    case "help": prompt = .help
    default:
      // Every other setting of sampling, by the name of its flag.
      guard let setting = GenerationOptions.table[name] else {
        throw WritingError("/\(name) is not a command; /help lists them")
      }
      try change {
        try setting.set(value.isEmpty ? [] : [value], in: &$0.options)
        try $0.options.validate()
      }
    }
  }

  /// Changes settings unless the new ones are wrong.
  private mutating func change(_ change: (inout WritingSettings) throws -> Void) throws {
    var new = settings
    try change(&new)
    do { try new.compile(reading: host.read) } catch let error as ConstraintError {
      throw WritingError(new.constraint.message(error))
    }
    settings = new
  }

  /// Saves the text.
  mutating func save(to path: String? = nil) {
    guard path ?? file.path != nil else {
      prompt = .command("save ")
      message = "give the text a name"
      return
    }
    if path == nil || path == file.path, file.hasChanged, !overwrites {
      overwrites = true
      message = "\(file.name) was changed elsewhere; save again to overwrite it"
      return
    }
    do {
      try file.save(document, to: path)
      overwrites = false
      message = "saved \(file.name)"
    } catch {
      message = host.message(error)
    }
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
