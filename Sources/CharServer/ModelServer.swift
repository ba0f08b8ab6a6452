package import CharLM
internal import CharNumerics
internal import CharText
public import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore

/// Models that answer requests over HTTP.
///
///     let server = try ModelServer(ServerConfiguration(models: ["tang"]))
///     try await server.application(logger: logger).runService()
public final class ModelServer: Sendable {
  let catalog: ModelCatalog
  let configuration: ServerConfiguration
  let factory: PrometheusFactory
  /// Threads for what comes before an answer, such as reading prompts, which takes a short time.
  let preparation: ComputeQueue
  /// Threads for scores and fillings.
  let compute: ComputeQueue
  private let threads: [String: DecodingThread]
  private let metrics: [String: TextMetrics]

  /// Loads models.
  ///
  /// - Parameters:
  ///   - configuration: what to serve.
  ///   - hint: the place that tells how to install models, for the error if there are none.
  /// - Throws: `FileError`, or the errors of damaged models.
  public convenience init(_ configuration: ServerConfiguration, hint: String? = nil) throws {
    var models: [ServedModel] = []
    for text in configuration.models {
      let directory = try InstalledModels.ofThisProgram.path(of: text, hint: hint)
      models.append(
        try ServedModel(
          contentsOf: directory, name: Self.name(of: text, besides: models),
          precision: configuration.precision, threads: configuration.threads))
    }
    self.init(models, configuration)
  }

  /// Serves a model that is in memory.
  ///
  /// - Parameters:
  ///   - models: the models by name, and their partners that read backward.
  ///   - configuration: how to serve them.
  package convenience init(
    models: [(
      name: String, model: any AutoregressiveModel, backward: (any AutoregressiveModel)?
    )], _ configuration: ServerConfiguration
  ) {
    self.init(
      models.map { ServedModel(name: $0.name, $0.model, backward: $0.backward) }, configuration)
  }

  init(_ models: [ServedModel], _ configuration: ServerConfiguration) {
    catalog = ModelCatalog(models)
    self.configuration = configuration
    factory = PrometheusFactory(help: TextMetrics.help)
    let (workers, limits) = (max(2, processorCount / 2), configuration.limits)
    // As many as can have a place or wait for one may come at once.
    preparation = ComputeQueue(threads: workers, limit: limits.lanes + limits.queue)
    compute = ComputeQueue(threads: workers, limit: 2 * limits.queue)
    var threads: [String: DecodingThread] = [:]
    var metrics: [String: TextMetrics] = [:]
    for model in models {
      let counts = TextMetrics(model: model.name, factory)
      metrics[model.name] = counts
      threads[model.name] = DecodingThread(
        name: model.name, configuration.limits, threads: configuration.threads, counts)
    }
    (self.threads, self.metrics) = (threads, metrics)
  }

  /// The name of a model in requests: the last part of its path, with a number if another one has it.
  private static func name(of path: String, besides models: [ServedModel]) -> String {
    let last = path.split(separator: "/").last { $0 != "." && $0 != ".." }.map(String.init) ?? path
    let names = Set(models.map(\.name))
    guard names.contains(last) else { return last }
    var number = 2
    while names.contains("\(last)-\(number)") { number += 1 }
    return "\(last)-\(number)"
  }

  /// Returns the counts of a model.
  func metrics(of model: ServedModel) -> TextMetrics {
    metrics[model.name] ?? TextMetrics(model: model.name, factory)
  }

  /// Generates texts.
  ///
  /// - Parameters:
  ///   - plan: a request.
  ///   - isStreamed: whether they are sent as they come.
  /// - Returns: the texts as they come.
  /// - Throws: ``APIError`` if too many requests wait.
  func generate(_ plan: CompletionPlan, isStreamed: Bool) throws(APIError) -> TextReader {
    guard let thread = threads[plan.served.name] else {
      throw .unknownModel(plan.served.name, known: catalog.names)
    }
    metrics(of: plan.served).read(plan.promptTokens)
    return try thread.submit(plan.job, isStreamed: isStreamed)
  }

  /// Lines that tell what is served.
  public var summary: [String] {
    catalog.models.map { model in
      let tokens = model.model.tokenizer.vocabulary.count
      return "\(model.name): \(tokens) tokens"
        + (model.parameters.map { ", \($0) weights" } ?? ", n-grams")
        + (model.backward == nil ? "" : ", with a partner that reads backward")
        + (model.lines == nil ? "" : ", calibrated") + (model.copies == nil ? "" : ", indexed")
    }
  }

  // MARK: Life

  /// The server as an application.
  ///
  /// - Parameters:
  ///   - logger: where it tells of requests.
  ///   - onRunning: receives the port that it listens at.
  /// - Returns: the application, a service.
  public func application(
    logger: Logger, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let limits = configuration.limits
    let channel = HTTP1Channel.Configuration(
      idleTimeout: .seconds(Int64(limits.idleSeconds)),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 100))
    return Application(
      router: routes(), server: .http1(configuration: channel),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
      onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
      logger: logger)
  }

  /// Refuses new requests, and ends those that take longer than the limit.
  public func shutDown() {
    for thread in threads.values { thread.refuse() }
    let (threads, seconds) = (threads, configuration.limits.shutdownSeconds)
    Task {
      try? await Task.sleep(for: .seconds(seconds))
      for thread in threads.values { thread.endAll() }
    }
  }
}
