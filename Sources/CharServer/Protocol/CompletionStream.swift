internal import CharIO
internal import CharLM

/// The events of a stream of completions.
struct CompletionStream {
  private let plan: CompletionPlan
  private let body: CompletionBody
  /// The event of a choice before and after the choice.
  private let frame: (before: String, after: String)
  private var choices: [ChoiceBuilder]
  private var usage: CompletionBody.Usage

  init(_ plan: CompletionPlan, _ body: CompletionBody, _ choices: [ChoiceBuilder]) {
    (self.plan, self.body, self.choices) = (plan, body, choices)
    usage = CompletionBody.Usage(prompt: plan.promptTokens)
    frame = body.frame(usage: plan.request.includesUsage ? .null : nil)
  }

  /// The events before the first token: prompts that are echoed.
  ///
  /// - Parameter generates: whether tokens follow.
  /// - Returns: the events.
  mutating func start(generates: Bool) -> String {
    guard plan.request.echoes else { return "" }
    return choices.indices.map { text in
      let prompt = plan.prompts[text / plan.request.bestOf]
      return event(
        prompt.text, text, choices[text].show(""), finish: generates ? nil : "length")
    }.joined()
  }

  /// The events of an update.
  ///
  /// - Throws: ``APIError`` if the text has failed.
  mutating func events(of update: TextUpdate) throws(APIError) -> String {
    let text = update.text
    switch update.event {
    case .token(let prediction):
      choices[text].append(prediction)
      return ""
    case .piece(let piece): return event(piece, text, choices[text].show(piece), finish: nil)
    case .finished(let output):
      if let failure = output.failure { throw APIError(failure) }
      choices[text].finish(output)
      usage.completion += output.count
      return event("", text, choices[text].tokens, finish: output.finish)
    }
  }

  /// The events after the last token.
  func end() -> String {
    let last =
      plan.request.includesUsage ? EventStream.event(body.json([], usage: usage.json)) : ""
    return last + EventStream.done
  }

  private func event(_ piece: String, _ text: Int, _ tokens: TokenTable?, finish: String?) -> String
  {
    let choice = CompletionBody.choice(piece, index: text, tokens: tokens, finish: finish)
    return EventStream.event(frame.before + choice.text + frame.after)
  }
}
