#!/usr/bin/env python3
"""Attacks a server and measures what others notice of it.

    cargo build --release -p specfirst-runtime --example abuse_server
    python3 runtime/tests/abuse/abuse.py target/release/examples/abuse_server

Starts the program with 1,024 descriptors for each attack, on the loopback interface only, attacks it for some seconds, and
meanwhile sends a small request on a new connection each 50 ms. Prints a table: the attack, how many of those requests
were answered, their worst latency, the peak of resident memory, and what the log says of it. Exits with 1 if a request of others took longer
than LIMIT seconds or got no answer.
"""

import collections
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time

LIMIT = 1.0
SECONDS = 6.0
DESCRIPTORS = 1024


class Target:
    """A server under attack."""

    def __init__(self, program):
        self.log = tempfile.TemporaryFile()
        limits = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
        self.process = subprocess.Popen([program], stderr=self.log, preexec_fn=limits)
        deadline = time.time() + 10
        while True:
            found = re.search(r"listening on http://([\d.]+):(\d+)", self.text())
            if found:
                self.address = (found.group(1), int(found.group(2)))
                return
            if time.time() > deadline:
                raise SystemExit(f"{program} does not listen")
            time.sleep(0.05)

    def text(self):
        self.log.flush()
        with open(f"/proc/self/fd/{self.log.fileno()}", "rb") as log:
            return log.read().decode(errors="replace")

    def peak_memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) / 1024

    def connect(self, timeout=10):
        stream = socket.create_connection(self.address, timeout=timeout)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return stream

    def stop(self):
        self.process.kill()
        self.process.wait()


def ping(target, latencies):
    start = time.time()
    try:
        with target.connect() as stream:
            stream.sendall(b"GET /ping HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
            head = stream.recv(12)
        latencies.append(time.time() - start if head == b"HTTP/1.1 200" else None)
    except OSError:
        latencies.append(None)


def post(path, body, length=None, media_type="application/json"):
    length = len(body) if length is None else length
    head = f"POST {path} HTTP/1.1\r\nHost: t\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n"
    return head.encode() + body


# Attacks: each gets the target and an event that ends it, and returns when the event is set.


def hold(count, opening, drip=b"", period=0.2):
    """Opens connections, sends the opening on each, then a piece in each period; those that are closed are opened again."""

    def attack(target, end):
        streams = []
        while not end.is_set():
            while len(streams) < count and not end.is_set():
                try:
                    stream = target.connect(timeout=1)
                    stream.sendall(opening)
                    stream.setblocking(False)
                    streams.append(stream)
                except OSError:
                    break
            alive = []
            for stream in streams:
                try:
                    if drip:
                        stream.send(drip)
                    # Only a look at it: a client that reads makes progress.
                    if stream.recv(1, socket.MSG_PEEK) == b"":
                        raise ConnectionError
                    alive.append(stream)
                except BlockingIOError:
                    alive.append(stream)
                except OSError:
                    stream.close()
            streams = alive
            end.wait(period)
        for stream in streams:
            stream.close()

    return attack


def repeat(threads, request, times=None):
    """Sends a request again and again, from several threads."""

    def attack(target, end):
        left = [times]
        lock = threading.Lock()

        def take():
            with lock:
                if left[0] is None:
                    return True
                left[0] -= 1
                return left[0] >= 0

        def run():
            while not end.is_set() and take():
                try:
                    with target.connect(timeout=15) as stream:
                        stream.sendall(request)
                        stream.recv(4096)
                except OSError:
                    pass

        workers = [threading.Thread(target=run, daemon=True) for _ in range(threads)]
        for worker in workers:
            worker.start()
        end.wait()
        for worker in workers:
            worker.join(15)

    return attack


def many_bodies(count, size):
    """Sends so many bodies at the same time."""
    request = post("/json", b"[" + b"1," * (size // 2 - 2) + b"1 ]")

    def attack(target, end):
        streams = {}
        while not end.is_set():
            while len(streams) < count and not end.is_set():
                try:
                    stream = target.connect(timeout=0.5)
                    stream.setblocking(False)
                    streams[stream] = 0
                except OSError:
                    break
            for stream, sent in list(streams.items()):
                try:
                    if sent < len(request):
                        streams[stream] += stream.send(memoryview(request)[sent : sent + 262144])
                    elif stream.recv(4096) is not None:
                        raise ConnectionError
                except BlockingIOError:
                    pass
                except OSError:
                    stream.close()
                    del streams[stream]
            end.wait(0.01)
        for stream in streams:
            stream.close()

    return attack


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def get_frame(stream):
    # :method GET, :scheme http, :path /ping, :authority t, each a literal or of the static table.
    block = b"\x82\x86\x04\x05/ping\x01\x01t"
    return frame(1, 5, stream, block)


def rapid_reset(threads):
    def attack(target, end):
        def run():
            while not end.is_set():
                try:
                    with target.connect(timeout=2) as stream:
                        stream.sendall(PREFACE + frame(4, 0, 0))
                        number = 1
                        while not end.is_set():
                            batch = b""
                            for _ in range(50):
                                batch += get_frame(number) + frame(3, 0, number, b"\0\0\0\x08")
                                number += 2
                            stream.sendall(batch)
                except OSError:
                    pass

        workers = [threading.Thread(target=run, daemon=True) for _ in range(threads)]
        for worker in workers:
            worker.start()
        end.wait()

    return attack


HALF_HTTP2_HEAD = PREFACE + frame(4, 0, 0) + frame(1, 0, 1, b"\x82")

ATTACKS = {
    "none": lambda target, end: end.wait(),
    "1,012 silent connections": hold(1012, b""),
    "1,012 idle connections after a request": hold(1012, b"GET /ping HTTP/1.1\r\nHost: t\r\n\r\n"),
    "1,012 slow heads": hold(1012, b"GET /ping HTTP/1.1\r\nX: ", b"x"),
    "1,012 slow bodies": hold(1012, post("/json", b"[", 100), b"1"),
    "1,012 slow streamed bodies": hold(1012, post("/upload", b"x", 100000, "text/plain"), b"1"),
    "1,012 bodies of 2 MB announced, not sent": hold(1012, post("/json", b"[", 2000000)),
    "1,012 clients that read nothing": hold(1012, b"GET /endless HTTP/1.1\r\nHost: t\r\n\r\n"),
    "1,012 idle HTTP/2 connections": hold(1012, PREFACE + frame(4, 0, 0)),
    "1,012 half heads of HTTP/2": hold(1012, HALF_HTTP2_HEAD),
    "HTTP/2 rapid reset, 4 connections": rapid_reset(4),
    "800 bodies of 2 MB": many_bodies(800, 2000000),
    "JSON, 1,000,000 deep": repeat(4, post("/json", b"[" * 1000000)),
    "JSON, 2 MB of small arrays": repeat(4, post("/json", b"[" + b"[],[[]]," * 240000 + b"1]")),
    "pattern with nested repetition": repeat(4, post("/patterns", b"[" + b",".join([b'"' + b"a" * 23 + b'"'] * 20) + b"]")),
    "the same as a query parameter": repeat(4, b"GET /ping?name=" + b"a" * 28 + b" HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"),
    "recursive union, 60 levels": repeat(4, post("/union", b"[" * 60 + b"1" + b"]" * 60)),
    "recursive union, 1.8 MB": repeat(4, post("/union", b"[" + b"[[1,1,1,1]]," * 150000 + b"1]")),
}


def measure(program, attack):
    target = Target(program)
    end = threading.Event()
    latencies, pings = [], []
    attacker = threading.Thread(target=attack, args=(target, end), daemon=True)
    attacker.start()
    start = time.time()
    while time.time() - start < SECONDS:
        one = threading.Thread(target=ping, args=(target, latencies), daemon=True)
        one.start()
        pings.append(one)
        time.sleep(0.05)
    for one in pings:
        one.join(12)
    end.set()
    attacker.join(20)
    # The log is written in batches.
    time.sleep(0.1)
    is_alive = target.process.poll() is None
    memory = target.peak_memory() if is_alive else float("nan")
    target.stop()
    missing = len(pings) - len(latencies) + latencies.count(None)
    known = [latency for latency in latencies if latency is not None]
    return len(known), missing, max(known, default=float("inf")), memory, says(target.text()), is_alive


def says(log):
    """The kinds of lines that are not about successful requests, counted."""
    kinds = collections.Counter()
    for line in log.splitlines():
        if "listening on" in line or "status=200" in line or "status=204" in line:
            continue
        status = re.search(r"status=(\d+)", line)
        reason = re.search(r'reason="([^"]*)"', line)
        if status:
            kinds[f"{status.group(1)} {reason.group(1)[:60] if reason else ''}".strip()] += 1
        else:
            kinds[re.sub(r"^\S+\s+", "", line)[:90]] += 1
    return "; ".join(f"{kind} ({count})" for kind, count in kinds.most_common(3)) or "nothing"


def main():
    program, *wanted = sys.argv[1:]
    # The attacker needs about as many descriptors as the server.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))
    failed = False
    print("| attack | others answered | unanswered | worst latency | peak memory | the log |")
    print("|---|---:|---:|---:|---:|---|")
    for name, attack in ATTACKS.items():
        if wanted and not any(word in name for word in wanted):
            continue
        answered, missing, worst, memory, log, is_alive = measure(program, attack)
        if not is_alive:
            log = "THE SERVER DIED; " + log
        failed |= missing > 0 or worst > LIMIT or not is_alive
        print(f"| {name} | {answered} | {missing} | {worst:.2f} s | {memory:.0f} MB | {log} |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
