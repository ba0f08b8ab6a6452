"""A server that runs for the tests, and a browser."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHARLM = os.environ.get("CHARLM", str(ROOT / ".build/release/charlm"))
CHARLM_SERVER = os.environ.get("CHARLM_SERVER", str(ROOT / ".build/release/charlm-server"))
# Commands find models by name, wherever the program is.
os.environ["CHARLM_MODELS"] = str(ROOT / "models")
# A model that is given twice can be mixed with itself.
MODELS = ["english", "verse", "tang", "zh-prose", "swift", "english", "harbour"]


class Server:
    """A running charlm-server."""

    def __init__(self, arguments=(), models=MODELS, environment=None, prefix=()):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [*prefix, CHARLM_SERVER, *[str(ROOT / "models" / name) for name in models],
                   "--port", str(self.port), *arguments]
        self.log = []
        self.process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, errors="replace")
        import threading
        threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True).start()
        deadline = time.time() + 180
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"charlm-server ended with {self.process.returncode}:\n"
                                   + "".join(self.log))
            try:
                if self.request("/health")[0] == 200:
                    return
            except OSError:
                pass
            if time.time() > deadline:
                self.process.kill()
                raise RuntimeError("charlm-server does not answer:\n" + "".join(self.log))
            time.sleep(0.05)

    def request(self, path, body=None, headers=None, timeout=60):
        """Returns status, headers and body of an answer; the body decoded if it is JSON."""
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json", **(headers or {})})
        try:
            answer = urllib.request.urlopen(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            content = answer.read()
            if answer.headers.get_content_type() == "application/json":
                content = json.loads(content)
            return answer.status, answer.headers, content

    def complete(self, **body):
        """Returns the answer to a request for a completion, which has to succeed."""
        status, _, answer = self.request("/v1/completions", {"model": "english", **body})
        assert status == 200, answer
        return answer

    def metrics(self):
        """Returns the metrics of the server by name, with their labels."""
        _, _, text = self.request("/metrics")
        lines = text.decode().splitlines()
        return {name: float(value) for name, value in
                (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))}

    def seconds(self):
        """Returns the seconds that the process has computed."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Returns the resident memory of the process in KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def stop(self):
        """Ends the server, as a supervisor does, and returns its status."""
        self.process.terminate()
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


class Elsewhere(Server):
    """A server that somebody else started, named by CHARLM_SERVER_URL."""

    def __init__(self, url):
        self.url = url

    def stop(self):
        pass


@contextlib.contextmanager
def running(*arguments, **options):
    server = Server(arguments, **options)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def server():
    if os.environ.get("CHARLM_SERVER_URL"):
        yield Elsewhere(os.environ["CHARLM_SERVER_URL"])
    else:
        with running() as server:
            yield server


@pytest.fixture(scope="session")
def guarded():
    """A server that asks for the key `secret`."""
    with running("--api-key", "secret", models=["english"]) as server:
        yield server


@pytest.fixture(scope="session")
def trained(charlm, tmp_path_factory):
    """A model of 2 x 256 units that has learned for a moment: it is as large as useful ones, and its texts go on."""
    model = tmp_path_factory.mktemp("models") / "large"
    charlm("train", ROOT / "corpora/prose", "--out", model, "--cell", "lstm", "--layers", 2, "--hidden", 256,
           "--boundary", "file", "--batch", 16, "--bptt", 64, "--steps", 10)
    return model


@pytest.fixture(scope="session")
def charlm():
    def run(*arguments, text=None, status=0):
        result = subprocess.run(
            [CHARLM, *map(str, arguments)], input=text, capture_output=True, text=True, cwd=ROOT)
        assert result.returncode == status, result.stderr
        return result.stdout
    return run


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    import shutil
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        # Without a sandbox, which root and containers do not have.
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
