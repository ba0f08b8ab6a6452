"""Many clients at once, clients that leave, and clients that do not read."""

import asyncio
import json
import os
import random
import socket
import subprocess
import time

import pytest

from conftest import CHARLM, ROOT, running

STREAMS = int(os.environ.get("CHARLM_STREAMS", "200"))
PROMPT = "The keeper lit the lamp, and"


@pytest.fixture(scope="module")
def loaded():
    """A server of one model, which nobody else asks."""
    with running(models=["english"]) as server:
        # The first requests make threads and buffers.
        asyncio.run(gather(server, range(8), 20))
        yield server


def body(seed, length, **more):
    return json.dumps({"model": "english", "prompt": PROMPT, "max_tokens": length, "seed": seed,
                       "ignore_eos": True, "stream": True, **more}).encode()


async def connect(server, content, limit=2**16):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=limit)
    writer.write(b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n"
                 b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
    await writer.drain()
    return reader, writer


async def stream(server, seed, length, **more):
    """Returns the text of a stream, and the seconds until its first character."""
    begin = time.monotonic()
    reader, writer = await connect(server, body(seed, length, **more))
    text, first, ended = "", None, False
    while line := await reader.readline():
        if line.startswith(b"HTTP/") and b" 200 " not in line:
            raise AssertionError(line + await reader.read())
        if not line.startswith(b"data: "):
            continue
        data = line[6:].strip()
        if data == b"[DONE]":
            ended = True
            break
        event = json.loads(data)
        assert "error" not in event, event
        for choice in event["choices"]:
            assert choice["index"] == 0
            text += choice["text"]
        if first is None and text:
            first = time.monotonic() - begin
    writer.close()
    assert ended, f"the stream of seed {seed} was lost"
    return text, first


async def gather(server, seeds, length, **more):
    return await asyncio.gather(*(stream(server, seed, length, **more) for seed in seeds))


def rest(server, memory=None):
    """Waits until nothing runs, and returns the memory then."""
    deadline = time.monotonic() + 30
    while True:
        values = server.metrics()
        busy = {name: value for name, value in values.items()
                if name.startswith(("charlm:requests_processing", "charlm:requests_deferred")) and value}
        if not busy and (memory is None or server.memory() <= memory):
            return server.memory()
        assert time.monotonic() < deadline, (busy, server.memory(), memory)
        time.sleep(0.2)


def tell(capsys, text):
    with capsys.disabled():
        print(f"\n  {text}", flush=True)


def test_no_stream_is_lost_or_mixed_up(loaded, capsys):
    length = 100
    before = rest(loaded)
    begin = time.monotonic()
    together = asyncio.run(gather(loaded, range(STREAMS), length))
    seconds = time.monotonic() - begin
    after = rest(loaded)
    sample = random.Random(1).sample(range(STREAMS), min(10, STREAMS))
    for seed in sample:
        assert asyncio.run(stream(loaded, seed, length))[0] == together[seed][0]
    assert all(len(text) == length for text, _ in together)
    firsts = sorted(first for _, first in together)
    tell(capsys, f"{STREAMS} streams of {length} characters: {STREAMS * length / seconds:.0f} characters/s, "
         f"first character after {firsts[len(firsts) // 2] * 1000:.0f} ms, "
         f"p99 {firsts[int(len(firsts) * 0.99) - 1] * 1000:.0f} ms; "
         f"memory {before} KiB before, {after} KiB after")


def test_throughput_is_near_that_of_the_command(capsys):
    # A model of whole stories, whose texts do not end.
    length, count, model = 2000, 64, "harbour"
    rates = {"server": [], "command": []}
    with running(models=[model]) as server:
        for _ in range(3):
            begin = time.monotonic()
            texts = asyncio.run(gather(server, range(count), length, model=model))
            rates["server"].append(sum(len(text) for text, _ in texts) / (time.monotonic() - begin))
            begin = time.monotonic()
            printed = subprocess.run(
                [CHARLM, "sample", model, "--prompt", PROMPT, "--count", str(count), "--length", str(length),
                 "--seed", "1", "--temperature", "1"], check=True, capture_output=True, text=True, cwd=ROOT)
            rates["command"].append(len(printed.stdout) / (time.monotonic() - begin))
    best = {name: max(values) for name, values in rates.items()}
    firsts = sorted(first for _, first in texts)
    tell(capsys, f"{count} streams: {best['server']:.0f} characters/s; charlm sample --count {count}: "
         f"{best['command']:.0f}; ratio {best['server'] / best['command']:.2f}; first character after "
         f"{firsts[count // 2] * 1000:.0f} ms, at most {firsts[-1] * 1000:.0f} ms")
    assert best["server"] > 0.3 * best["command"]


def test_idle_streams_take_little_memory(loaded, capsys):
    """Streams whose clients do not read are held back, and cost little."""
    count = min(STREAMS, 500)

    async def hold():
        before = loaded.memory()
        held = []
        for seed in range(count):
            held.append(await connect(loaded, body(seed, 100000), limit=2**10))
        await asyncio.sleep(5)
        during = loaded.memory()
        # Somebody else is served meanwhile.
        text, _ = await asyncio.wait_for(stream(loaded, 3, 50), 60)
        assert len(text) == 50
        for _, writer in held:
            writer.close()
        return before, during

    before, during = asyncio.run(hold())
    after = rest(loaded)
    tell(capsys, f"{count} streams that nobody reads: {(during - before) / count:.0f} KiB each, "
         f"with their connections; {after - before:+} KiB when they are gone")
    assert (during - before) / count < 400


def test_clients_that_vanish_leave_nothing_behind(loaded, capsys):
    chance = random.Random(2)

    async def vanish(seed):
        reader, writer = await connect(loaded, body(seed, 5000))
        try:
            await asyncio.wait_for(reader.read(chance.randrange(1, 4000)), chance.random())
        except TimeoutError:
            pass
        if chance.random() < 0.5:
            # A reset instead of a proper end.
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        writer.transport.abort()

    async def all_at_once():
        alone = await stream(loaded, 1000, 400)
        leaving = [vanish(seed) for seed in range(STREAMS)]
        beside, *_ = await asyncio.gather(stream(loaded, 1000, 400), *leaving)
        return alone[0], beside[0]

    memory = []
    for _ in range(3):
        alone, beside = asyncio.run(all_at_once())
        assert alone == beside
        memory.append(rest(loaded))
    tell(capsys, f"{STREAMS} clients that vanish, three times: {memory} KiB afterwards")
    # A leak grows each time.
    assert memory[2] - memory[1] < 4096 + 4 * STREAMS


def test_a_client_that_vanishes_before_its_answer_frees_its_place(loaded):
    content = json.dumps({"model": "english", "prompt": PROMPT, "max_tokens": 100000,
                          "ignore_eos": True, "n": 4}).encode()

    async def leave():
        _, writer = await connect(loaded, content)
        await asyncio.sleep(0.5)
        writer.transport.abort()

    asyncio.run(leave())
    begin = time.monotonic()
    rest(loaded)
    assert time.monotonic() - begin < 10


def test_half_open_and_slow_connections_do_not_hold_the_server():
    with running("--idle-seconds", "2", "--max-connections", "600", models=["english"]) as server:
        half = []
        for number in range(100):
            client = socket.create_connection(("127.0.0.1", server.port))
            client.sendall([b"", b"POST /v1/comp", b"GET / HTTP/1.1\r\nHost: x\r\n",
                            b"POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
                            ][number % 4])
            half.append(client)
        assert server.request("/health", timeout=10)[0] == 200
        assert server.complete(prompt="A", max_tokens=3)
        deadline = time.monotonic() + 30
        for client in half:
            client.settimeout(max(0.1, deadline - time.monotonic()))
            # The server ends each of them, with an answer or without.
            while client.recv(4096):
                pass
            client.close()


@pytest.mark.parametrize("request_bytes, statuses", [
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", (400, 413, 431)),
    (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", (400, 413, 431)),
    (b"POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n", (400, 413)),
    (b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", (400, 404)),
    (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", (400, 404)),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not http\r\n\r\n", (400,)),
])
def test_odd_requests_are_refused(loaded, request_bytes, statuses):
    with socket.create_connection(("127.0.0.1", loaded.port), timeout=15) as client:
        answer = b""
        try:
            client.sendall(request_bytes)
            while b"\r\n" not in answer and (part := client.recv(4096)):
                answer += part
        except ConnectionError:
            pass
    # An end of the connection without an answer is fine too.
    assert answer == b"" or int(answer.split()[1]) in statuses
    assert loaded.request("/health")[0] == 200


def test_a_server_that_is_stopped_ends_its_streams():
    with running("--shutdown-seconds", "2", models=["english"]) as server:
        async def cut():
            reader, writer = await connect(server, body(1, 100000))
            await reader.readuntil(b"data: ")
            server.process.terminate()
            content = await asyncio.wait_for(reader.read(), 20)
            writer.close()
            return content

        content = asyncio.run(cut())
        assert server.process.wait(20) == 0
        assert b"data: [DONE]" in content or b'"error"' in content


def test_too_many_requests_are_told_to_wait():
    with running("--max-lanes", "1", "--max-queue", "1", models=["english"]) as server:
        async def crowd():
            held = [await connect(server, body(seed, 100000)) for seed in range(2)]
            await asyncio.sleep(1)
            status, headers, answer = await asyncio.to_thread(
                server.request, "/v1/completions",
                {"model": "english", "prompt": "A", "max_tokens": 1})
            for _, writer in held:
                writer.transport.abort()
            return status, headers, answer

        status, headers, answer = asyncio.run(crowd())
        assert status == 429 and int(headers["Retry-After"]) >= 1
        assert answer["error"]["type"] == "rate_limit_error"
        rest(server)
