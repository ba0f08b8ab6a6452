/// An `Event` of TensorBoard (event.proto and summary.proto of TensorFlow).
struct BoardEvent {
  /// The value of a tag.
  enum Value {
    case scalar(Double)
    /// Shown as Markdown.
    case text(String)
    case histogram(Histogram)
  }

  /// Seconds since 1970.
  var time: Double
  var step: Int
  var content: Content

  enum Content {
    /// The first event of a file.
    case version
    /// Invalidates earlier events from this step on.
    case start
    case summary([(tag: String, value: Value)])
  }

  /// The wire format.
  var bytes: [UInt8] {
    var event = ProtobufMessage()
    event.add(1, time)
    event.add(2, step)
    switch content {
    case .version: event.add(3, "brain.Event:2".utf8)
    case .start: event.add(7) { $0.add(1, 1) }
    case .summary(let values):
      event.add(5) { summary in
        for (tag, value) in values { summary.add(1) { Self.write(tag, value, to: &$0) } }
      }
    }
    return event.bytes
  }

  private static func write(_ tag: String, _ value: Value, to message: inout ProtobufMessage) {
    message.add(1, tag.utf8)
    switch value {
    case .scalar(let number): message.add(2, Float(number))
    case .text(let text):
      message.add(8) { tensor in
        tensor.add(1, stringType)
        tensor.add(2) { shape in shape.add(2) { $0.add(1, 1) } }
        tensor.add(8, text.utf8)
      }
      message.add(9) { metadata in metadata.add(1) { $0.add(1, "text".utf8) } }
    case .histogram(let histogram):
      message.add(5) { message in
        message.add(1, histogram.lowest)
        message.add(2, histogram.highest)
        message.add(3, Double(histogram.count))
        message.add(4, histogram.sum)
        message.add(5, histogram.sumOfSquares)
        message.add(6, histogram.limits)
        message.add(7, histogram.counts.map(Double.init))
      }
    }
  }

  /// `DT_STRING`.
  private static let stringType = 7
}
