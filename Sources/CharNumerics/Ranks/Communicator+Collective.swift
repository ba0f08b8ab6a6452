/// Operations that all ranks call together.
extension Communicator {
  /// Maximum number of bytes of a message.
  private static var largestMessage: Int { 1 << 24 }

  /// Replaces an array by that of rank 0, of the same length: each rank passes it on to ranks at
  /// distances of falling powers of two.
  package func broadcast<Element: BitwiseCopyable>(_ values: inout [Element]) {
    guard size > 1 else { return }
    unsafe values.withUnsafeMutableBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: Self.largestMessage) {
        let end = min(start + Self.largestMessage, bytes.count)
        unsafe broadcast(UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end]))
      }
    }
  }

  private func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {
    // The lowest set bit of a rank is the distance from its sender.
    let lowest = rank == 0 ? size : rank & -rank
    if rank > 0 { wait(for: [unsafe receive(bytes, from: rank - lowest)]) }
    var distance = 1
    while 2 * distance < size { distance *= 2 }
    var transfers: [Transfer] = []
    while distance > 0 {
      if distance < lowest, rank + distance < size {
        transfers.append(unsafe send(UnsafeRawBufferPointer(bytes), to: rank + distance))
      }
      distance /= 2
    }
    wait(for: transfers)
  }

  /// Returns an array of rank 0, whose length only rank 0 knows.
  package func broadcast<Element: BitwiseCopyable>(
    lengthAnd values: [Element], filler: Element
  ) -> [Element] {
    var count = [values.count]
    broadcast(&count)
    var values = rank == 0 ? values : [Element](repeating: filler, count: count[0])
    broadcast(&values)
    return values
  }

  /// Collects an array of any length from each rank.
  ///
  /// - Returns: The arrays by rank; empty on other ranks than 0.
  package func gather<Element: BitwiseCopyable>(
    _ values: [Element], filler: Element
  ) -> [[Element]] {
    guard rank == 0 else {
      deliver([values.count], to: 0)
      deliver(values, to: 0)
      return []
    }
    return [values]
      + (1..<size).map { rank in
        var count = [0]
        collect(&count, from: rank)
        var values = [Element](repeating: filler, count: count[0])
        collect(&values, from: rank)
        return values
      }
  }

  /// Waits until every rank has called it.
  package func barrier() {
    _ = gather([UInt8](), filler: 0)
    var signal: [UInt8] = [0]
    broadcast(&signal)
  }

  /// Exchanges parts of an array: every rank gets part i from rank i.
  ///
  /// - Parameters:
  ///   - values: The array, whose own part is filled.
  ///   - parts: The part of each rank, the same on all ranks.
  package func exchange<Element: BitwiseCopyable>(
    _ values: inout [Element], parts: [Range<Int>]
  ) {
    guard size > 1 else { return }
    precondition(parts.count == size, "\(parts.count) parts of \(size) ranks")
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      var transfers: [Transfer] = []
      // Each rank starts with its successor, so that no rank gets all messages at once.
      for distance in 1..<size {
        let (to, from) = ((rank + distance) % size, (rank + size - distance) % size)
        let incoming = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[parts[from]]))
        let outgoing = unsafe UnsafeRawBufferPointer(
          UnsafeBufferPointer(rebasing: buffer[parts[rank]]))
        for range in Self.messages(incoming.count) {
          transfers.append(
            unsafe receive(UnsafeMutableRawBufferPointer(rebasing: incoming[range]), from: from))
        }
        for range in Self.messages(outgoing.count) {
          transfers.append(
            unsafe send(UnsafeRawBufferPointer(rebasing: outgoing[range]), to: to))
        }
      }
      wait(for: transfers)
    }
  }

  private static func messages(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: largestMessage).map {
      $0..<min($0 + largestMessage, count)
    }
  }

  private func deliver<Element: BitwiseCopyable>(_ values: [Element], to rank: Int) {
    unsafe values.withUnsafeBytes { bytes in
      for range in Self.messages(bytes.count) {
        wait(for: [unsafe send(UnsafeRawBufferPointer(rebasing: bytes[range]), to: rank)])
      }
    }
  }

  private func collect<Element: BitwiseCopyable>(_ values: inout [Element], from rank: Int) {
    unsafe values.withUnsafeMutableBytes { bytes in
      for range in Self.messages(bytes.count) {
        wait(
          for: [unsafe receive(UnsafeMutableRawBufferPointer(rebasing: bytes[range]), from: rank)])
      }
    }
  }
}
