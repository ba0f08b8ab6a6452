internal import CharLM
internal import Metrics

/// Counts of a model's texts.
struct TextMetrics: Sendable {
  /// Descriptions of the metrics, by their labels.
  static let help = [
    "charlm:prompt_tokens_total": "Tokens of prompts.",
    "charlm:tokens_predicted_total": "Tokens that were generated.",
    "charlm:texts_total": "Texts that were generated to their end.",
    "charlm:requests_cancelled_total": "Requests whose client left before the end.",
    "charlm:requests_processing": "Requests whose texts are being generated.",
    "charlm:requests_deferred": "Requests that wait for a place.",
    "charlm:prompt_tokens_scored_total": "Tokens of prompts whose probability was told.",
    "charlm:http_requests_total": "Responses, by path and status.",
    "charlm:http_request_seconds": "Time to the start of a response, by path.",
  ]

  private let promptTokens, tokens, texts, scored, left: Counter
  private let running, waiting: Meter

  /// Creates the metrics of a model.
  init(model: String, _ factory: any MetricsFactory) {
    func counter(_ label: String) -> Counter {
      Counter(label: label, dimensions: [("model", model)], factory: factory)
    }
    func meter(_ label: String) -> Meter {
      Meter(label: label, dimensions: [("model", model)], factory: factory)
    }
    promptTokens = counter("charlm:prompt_tokens_total")
    tokens = counter("charlm:tokens_predicted_total")
    texts = counter("charlm:texts_total")
    scored = counter("charlm:prompt_tokens_scored_total")
    left = counter("charlm:requests_cancelled_total")
    running = meter("charlm:requests_processing")
    waiting = meter("charlm:requests_deferred")
  }

  /// Counts the prompts of a request.
  func read(_ tokens: Int) { promptTokens.increment(by: tokens) }

  /// Counts tokens whose probability was told.
  func scored(_ tokens: Int) { scored.increment(by: tokens) }

  /// Counts a text that has ended.
  func finished(_ text: GeneratedText) {
    texts.increment()
    tokens.increment(by: text.count)
  }

  /// Counts a request whose client has left.
  func cancelled() { left.increment() }

  /// Notes how many requests there are.
  func update(running: Int, waiting: Int) {
    self.running.set(Int64(max(0, running)))
    self.waiting.set(Int64(waiting))
  }
}
