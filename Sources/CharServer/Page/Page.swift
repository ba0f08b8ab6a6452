internal import CharIO
internal import HTTPTypes
package import Hummingbird
internal import NIOCore

/// The writer's page: files that are part of the program and are answered from memory.
package struct Page: Sendable {
  /// A file of the page.
  private struct File {
    let type: String
    let content: ByteBuffer
    let tag: String

    init(_ bytes: [UInt8], type: String) {
      self.type = type
      content = ByteBuffer(bytes: bytes)
      tag = "\"" + SHA256Sum.hexadecimal(of: bytes).prefix(16) + "\""
    }
  }

  /// The address of each file, without the first slash.
  private let files: [String: File]

  /// Reads the files out of the program.
  package init() {
    let scripts = [
      "page.js": PackageResources.page_js,
      "choices.js": PackageResources.choices_js,
      "documents.js": PackageResources.documents_js,
      "editor.js": PackageResources.editor_js,
      "history.js": PackageResources.history_js,
      "language.js": PackageResources.language_js,
      "panels.js": PackageResources.panels_js,
      "server.js": PackageResources.server_js,
      "settings.js": PackageResources.settings_js,
      "theme.js": PackageResources.theme_js,
    ]
    var files = scripts.mapValues { File($0, type: "text/javascript; charset=utf-8") }
    files[""] = File(PackageResources.page_html, type: "text/html; charset=utf-8")
    files["page.css"] = File(PackageResources.page_css, type: "text/css; charset=utf-8")
    files["icon.svg"] = File(PackageResources.icon_svg, type: "image/svg+xml")
    self.files = files
  }

  /// Adds a route for each file. They need no key: nothing in them is secret.
  ///
  /// - Parameter router: The router of the server.
  package func addRoutes<Context: RequestContext>(to router: Router<Context>) {
    for (path, file) in files {
      router.get(RouterPath(path)) { request, _ in Self.answer(file, to: request) }
    }
  }

  /// Answers with a file, or without it if the browser has this version already.
  private static func answer(_ file: File, to request: Request) -> Response {
    var headers: HTTPFields = [
      .contentType: file.type, .eTag: file.tag, .cacheControl: "no-cache",
      // Nothing is loaded from elsewhere, and no text of a model can become a script.
      .contentSecurityPolicy:
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      .xContentTypeOptions: "nosniff",
    ]
    if request.headers[.ifNoneMatch]?.contains(file.tag) == true {
      headers[.contentType] = nil
      return Response(status: .notModified, headers: headers)
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.content))
  }
}
