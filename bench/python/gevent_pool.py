"""N requests for one URL in a pool of C greenlets, with requests.

    gevent_pool.py [--keep] CONCURRENCY REQUESTS URL

Without --keep it does as grequests.imap(..., size=C) does: each request has a
session, and so a connection, of its own. With it, each greenlet keeps one.
"""

from gevent import monkey

monkey.patch_all()

import sys
import time

import requests
from gevent.local import local
from gevent.pool import Pool

from outcome import tell


def main(keep, concurrency, count, url):
    mine, failed, times = local(), [], []

    def fetch(_):
        session = getattr(mine, "session", None) if keep else None
        if session is None:
            session = mine.session = requests.Session()
        began = time.perf_counter()
        try:
            ok = session.get(url).status_code == 200
        except requests.RequestException:
            ok = False
        if ok:
            times.append(time.perf_counter() - began)
        else:
            failed.append(1)

    def keeper(left):
        for i in left:
            fetch(i)

    pool = Pool(concurrency)
    began = time.perf_counter()
    if keep:
        left = iter(range(count))  # shared: each takes the next
        for _ in range(concurrency):
            pool.spawn(keeper, left)
        pool.join()
    else:
        for _ in pool.imap_unordered(fetch, range(count)):
            pass
    tell(time.perf_counter() - began, times, len(failed))


words = [w for w in sys.argv[1:] if w != "--keep"]
main("--keep" in sys.argv, int(words[0]), int(words[1]), words[2])
