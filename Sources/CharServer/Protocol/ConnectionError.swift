/// The reason for which a request could not be read: its connection failed, or what came is not HTTP.
struct ConnectionError: Error {
  var reason: any Error
}
