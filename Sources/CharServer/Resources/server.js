// Requests to the server.

/** An answer other than success, or none at all (status 0). */
export class Refusal extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The server that the page came from. */
export class Server {
  /** The API key, empty if none is needed. */
  key = "";

  /** Returns what a path answers; with a body, by POST. */
  async json(path, body, signal) {
    const response = await this.#request(path, body, signal);
    return response.json();
  }

  /** Yields the events of a completion that is streamed. */
  async *events(path, body, signal) {
    const response = await this.#request(path, { ...body, stream: true }, signal);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = "";
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        buffer += value;
        const lines = buffer.split(/\r?\n/);
        buffer = lines.pop();
        for (const line of lines) {
          if (!line.startsWith("data:")) continue;
          const data = line.slice(5).trim();
          if (data === "[DONE]") return;
          const event = JSON.parse(data);
          if (event.error) throw new Refusal(event.error.code ?? 500, event.error.message ?? "");
          yield event;
        }
      }
    } finally {
      // Closes the connection, so that the server stops.
      reader.cancel().catch(() => {});
    }
  }

  async #request(path, body, signal) {
    const headers = {};
    if (this.key) headers.Authorization = `Bearer ${this.key}`;
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(path, {
        method: body ? "POST" : "GET", headers, signal, body: body && JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Refusal(0, String(error.message ?? error));
    }
    if (response.ok) return response;
    let message = "";
    try {
      message = (await response.json()).error?.message ?? "";
    } catch {
      // The answer is not JSON; the status says enough.
    }
    throw new Refusal(
      response.status, message || response.statusText || String(response.status),
      Number(response.headers.get("Retry-After")) || undefined);
  }
}
