"""N requests for one URL by C tasks of asyncio with one session of aiohttp.

    aiohttp_pool.py CONCURRENCY REQUESTS URL
"""

import asyncio
import sys
import time

import aiohttp

from outcome import tell


async def worker(session, url, left, times):
    failed = 0
    for _ in left:
        began = time.perf_counter()
        try:
            async with session.get(url) as reply:
                await reply.read()
                ok = reply.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            ok = False
        if ok:
            times.append(time.perf_counter() - began)
        else:
            failed += 1
    return failed


async def main(concurrency, requests, url):
    times = []
    left = iter(range(requests))  # shared: each takes the next
    began = time.perf_counter()
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:
        failed = sum(await asyncio.gather(*(worker(session, url, left, times) for _ in range(concurrency))))
        elapsed = time.perf_counter() - began
    tell(elapsed, times, failed)


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
