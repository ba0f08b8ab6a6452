internal import CharNetwork
internal import CharNumerics

extension Benchmark {
  /// Names of the matrix products that can be timed on this machine, the training product first.
  public var products: [String] { backends.map(name) }

  /// Returns the name of the matrix product that training or reading uses.
  ///
  /// - Parameter trains: true for training.
  /// - Returns: the product's library and kind of processor.
  public func productInUse(trains: Bool) -> String { name(trains ? backends[0] : .own) }

  private var backends: [ProductBackend] {
    guard precision != .int8 else { return [.own] }
    let fastest = ProductBackend.fastest(precision.forTraining)
    return [fastest] + ProductBackend.available(precision.forTraining).filter { $0 != fastest }
  }

  private func name(_ backend: ProductBackend) -> String {
    backend == .own ? "own, \(KernelPath.current)" : backend.rawValue
  }

  /// Times the recurrent product of a single step on all threads: an upper bound for training.
  ///
  /// - Parameter product: index into `products`.
  /// - Returns: the speed; tokens are rows.
  public func product(_ product: Int = 0) -> Result {
    let backend = backends[product]
    let lanes = (configuration.batch + threads - 1) / threads
    // A network without a recurrent product is timed by its input product.
    let weight = network.recurrentSlots.first ?? network.productSlots[0]
    let width = weight.columns
    let parameters = parameters
    let repeats = max(1, 200_000_000 / (2 * lanes * width * weight.rows))
    let weights = PackedWeights(
      [weight], precision: precision.forTraining, trains: true, backend: backend)
    weights.pack(parameters)
    let shards = Shards(count: threads, threads: threads) { _ in
      var plan = ArenaPlan()
      let (input, output) = (
        plan.reserve(rows: lanes, columns: width), plan.reserve(rows: lanes, columns: weight.rows)
      )
      let product = WeightProduct(
        weight, .forward, rows: lanes, weights: weights, plan: &plan)
      product.pack(parameters)
      return (Arena(plan), input, output, product)
    }
    let rows = lanes * threads * repeats
    return time(tokens: rows, operations: 2 * Double(rows * width * weight.rows)) {
      shards.forEach { _, shard in
        for _ in 0..<repeats { shard.3.run(shard.1, into: shard.2, in: &shard.0) }
      }
    }
  }
}
