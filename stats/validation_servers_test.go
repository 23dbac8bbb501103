package stats_test

import (
	"math"
	"math/rand/v2"

	"runexp/stats"
)

// server is the throughput that a server has at a load, without noise.
type server func(load float64) float64

// lawOf is a server that follows the universal scalability law.
func lawOf(lambda, sigma, kappa float64) server {
	return func(n float64) float64 { return lambda * n / (1 + sigma*(n-1) + kappa*n*(n-1)) }
}

// kneeOf is a server that is limited by its capacity alone.
func kneeOf(lambda, limit float64) server {
	return func(n float64) float64 { return min(lambda*n, limit) }
}

// queueOf is the closed system M/M/m: n customers think for a time, then wait for
// one of m servers that take a second on average. In the stationary state k of
// them are there with a probability proportional to the product of n-j+1 over
// think min(j, m) for j = 1..k.
func queueOf(servers int, think float64) server {
	return func(load float64) float64 {
		n := int(load)
		logs, top := make([]float64, n+1), 0.0
		for k := 1; k <= n; k++ {
			logs[k] = logs[k-1] + math.Log(float64(n-k+1)*think/float64(min(k, servers))/(think*think))
			top = max(top, logs[k])
		}
		var busy, all float64
		for k, l := range logs {
			p := math.Exp(l - top)
			all += p
			busy += p * float64(min(k, servers))
		}
		return busy / all
	}
}

// measure sweeps over a server: every trial has noise of its own of cv, and each
// block shares one of 5 %.
func measure(random *rand.Rand, s server, loads []float64, blocks int, cv float64) []stats.Level {
	levels := make([]stats.Level, len(loads))
	shared := make([]float64, blocks)
	for b := range shared {
		shared[b] = 0.05 * random.NormFloat64()
	}
	for i, load := range loads {
		levels[i].Load = load
		for b := range blocks {
			x := s(load) * math.Exp(shared[b]+cv*random.NormFloat64())
			levels[i].Throughput = append(levels[i].Throughput, x)
		}
	}
	return levels
}

// doubling returns n loads from 1 on.
func doubling(n int) []float64 {
	loads := make([]float64, n)
	for i := range loads {
		loads[i] = math.Ldexp(1, i)
	}
	return loads
}
