"""What a script says in the end: one line of JSON, times in seconds."""

import json


def tell(elapsed, times, failed):
    times.sort()

    def percentile(share):
        return times[max(0, -int(-len(times) * share // 1) - 1)] if times else 0

    print(json.dumps({
        "ok": len(times), "failed": failed, "elapsed": elapsed,
        "p50": percentile(0.5), "p99": percentile(0.99), "p999": percentile(0.999),
    }))
