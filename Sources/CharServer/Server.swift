public import Hummingbird

/// The routes of the server.
///
/// - Returns: A router that answers each of them.
public func routes() -> Router<BasicRequestContext> {
  let router = Router()
  router.get("health") { _, _ in Health(status: "ok") }
  Page().addRoutes(to: router)
  return router
}
