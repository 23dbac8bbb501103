package config

import (
	"math"
	"net"
	"strings"
)

// This file reads the fields that say who the experiment is and how it is
// repeated: all that is neither request nor factor.

// maxName is how many characters an experiment's name has at most.
const maxName = 100

// maxWarmupBlocks is how many passes a warm-up has at most.
const maxWarmupBlocks = 100

// slugRune reports whether a character may stand in an experiment's name.
func slugRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._-", r)
}

func (d *decoder) name(n *node) {
	name, ok := d.text(n, "name")
	switch {
	case ok && !isSlug(name, maxName):
		d.faultf(n.at, "write letters, digits, dots, dashes and underscores, at most 100", "name %s can't name a folder", quoted(name))
	case ok:
		d.experiment.Name = name
	}
}

func (d *decoder) description(n *node) {
	d.experiment.Description, _ = d.prose(n, "description")
}

func (d *decoder) labels(n *node) {
	if !d.isMap(n, "labels") {
		return
	}
	for _, e := range d.unique(n) {
		if value, ok := d.prose(e.value, dotted("labels", short(e.key.text))); ok {
			d.experiment.Labels = append(d.experiment.Labels, Label{Name: e.key.text, Value: value})
		}
	}
}

func (d *decoder) serviceTime(n *node) {
	if t, ok := d.span(n, "service_time", 1); ok {
		d.experiment.ServiceTime = &t
	}
}

func (d *decoder) order(n *node) {
	if word, ok := d.word(n, "order", string(RandomBlocks), string(Sequential)); ok {
		d.experiment.Order = Order(word)
	}
}

func (d *decoder) seed(n *node) {
	if value, ok := d.whole(n, "seed", 0, math.MaxInt64); ok {
		s := uint64(value)
		d.experiment.Seed = &s
	}
}

func (d *decoder) warmupRequests(n *node) {
	r, _ := d.whole(n, "warmup.requests", 1, 1_000_000_000)
	d.experiment.Warmup.Requests = int(r)
	d.oneWarmup(n)
}

func (d *decoder) warmupDuration(n *node) {
	d.experiment.Warmup.Duration, _ = d.span(n, "warmup.duration", 1)
	d.oneWarmup(n)
}

func (d *decoder) warmupBlocks(n *node) {
	blocks, _ := d.whole(n, "warmup.blocks", 0, maxWarmupBlocks)
	d.experiment.Warmup.Blocks = int(blocks)
}

// oneWarmup checks, at the second way to warm up, that there is no first.
func (d *decoder) oneWarmup(n *node) {
	if d.experiment.Warmup.Requests > 0 && d.experiment.Warmup.Duration > 0 {
		d.fault(n.at, "warmup has requests or duration, not both", "drop one")
	}
}

func (d *decoder) cooldown(n *node) {
	if t, ok := d.span(n, "cooldown", 0); ok {
		d.experiment.Cooldown = t
	}
}

func (d *decoder) budget(n *node) {
	d.experiment.Budget, _ = d.span(n, "budget", 1)
}

func (d *decoder) inconclusive(n *node) {
	if word, ok := d.word(n, "inconclusive", string(InconclusiveWarns), string(InconclusiveFails)); ok {
		d.experiment.Inconclusive = Inconclusive(word)
	}
}

func (d *decoder) samples(n *node) {
	if word, ok := d.word(n, "samples", string(SamplesNone), string(SamplesChronology), string(SamplesAll)); ok {
		d.experiment.Samples = Samples(word)
	}
}

func (d *decoder) expectStatus(n *node) {
	var words []string
	for _, item := range oneOrMore(n) {
		word, ok := d.scalar(item, "expect.status", "a status such as 200 or 2xx", true)
		if ok && !statusWord(word) {
			d.faultf(item.at, "write 200 or 2xx", "expect.status: %s is no status", quoted(word))
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		d.fault(n.at, "expect.status has no status", "write [2xx]")
		return
	}
	d.experiment.Expect.Status = Statuses{words: words}
}

func (d *decoder) hosts(n *node) {
	for _, item := range d.list(n, "limits.hosts") {
		host, ok := d.text(item, "limits.hosts")
		if ok && (host == "" || strings.ContainsAny(host, "/@ ") || strings.Contains(host, ":") && net.ParseIP(host) == nil) {
			d.faultf(item.at, "write the bare name, without scheme and port", "limits.hosts: %s is no host", quoted(host))
		}
		d.experiment.Hosts = append(d.experiment.Hosts, host)
	}
}

func (d *decoder) metrics(n *node) {
	for _, item := range d.list(n, "analysis.metrics") {
		if word, ok := d.word(item, "analysis.metrics", Metrics()...); ok {
			d.experiment.Analysis.Metrics = append(d.experiment.Analysis.Metrics, word)
		}
	}
}
