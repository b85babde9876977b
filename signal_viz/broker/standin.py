"""A small stand-in for a Redis server: publish and subscribe, nothing else.

It runs as a program of its own, prints the port on which it listens, and ends when
its standard input is closed, so it never outlives whoever has started it. It speaks
enough of Redis's protocol for redis-py, so that a notebook needs no other code where
no Redis server is at hand. Only the standard library is used: it starts at once.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict

HOST = "127.0.0.1"

Message = list[bytes]
_subscribers: defaultdict[bytes, set[asyncio.StreamWriter]] = defaultdict(set)


async def read_command(reader: asyncio.StreamReader) -> Message:
    """Return a command and its arguments.

    Raises:
        asyncio.IncompleteReadError: the client has gone.
    """
    count = int((await reader.readuntil(b"\r\n"))[1:])
    words = []
    for _ in range(count):
        length = int((await reader.readuntil(b"\r\n"))[1:])
        words.append((await reader.readexactly(length + 2))[:-2])
    return words


def array(*items: bytes | int) -> bytes:
    """Return texts and numbers as an array of the protocol."""
    parts = [b"*%d\r\n" % len(items)]
    for item in items:
        if isinstance(item, int):
            parts.append(b":%d\r\n" % item)
        else:
            parts.append(b"$%d\r\n%s\r\n" % (len(item), item))
    return b"".join(parts)


def answer(command: Message, writer: asyncio.StreamWriter) -> bytes:
    """Do what a command asks for; return the reply to the client."""
    name, *words = command[0].upper(), *command[1:]
    if name == b"PUBLISH":
        channel, text = words
        for other in _subscribers[channel]:
            other.write(array(b"message", channel, text))
        return b":%d\r\n" % len(_subscribers[channel])
    if name == b"SUBSCRIBE":
        for channel in words:
            _subscribers[channel].add(writer)
        # It numbers the channels of this client; nobody here has two.
        return b"".join(array(b"subscribe", channel, 1) for channel in words)
    if name == b"PING":
        return b"+PONG\r\n"
    if name in (b"CLIENT", b"SELECT"):
        return b"+OK\r\n"
    return b"-ERR unknown command\r\n"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Talk to one client until it goes."""
    try:
        while True:
            writer.write(answer(await read_command(reader), writer))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the client has gone
    finally:
        for others in _subscribers.values():
            others.discard(writer)
        writer.close()


async def main() -> None:
    """Serve until standard input is closed."""
    server = await asyncio.start_server(serve, HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 (for the parent)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
