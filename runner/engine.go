package runner

import (
	"fmt"

	"runexp/crawl"
)

// client is an engine and the name under which results report it.
type client struct {
	crawl.Engine

	name string
}

// engine is the client that a spec asks for. It is chosen once for a trial and
// never changed on the way.
func (l *Local) engine(s *Spec) (client, error) {
	switch s.Load.Engine {
	case "", "auto", "raw":
		return l.raw(s), nil
	case "std":
		return client{name: "std", Engine: &crawl.Std{Client: l.settings(s)}}, nil
	}
	return client{}, fmt.Errorf("no engine is called %q", s.Load.Engine)
}

// raw is the engine of ours, by ordinary calls where the system lacks what its
// fast path takes, and on connections that may be no sockets.
func (l *Local) raw(s *Spec) client {
	if l.plain == nil {
		failed := l.Dial != nil || crawl.ProbeRaw() != nil
		l.plain = &failed
	}
	plain := *l.plain
	c := client{name: "raw", Engine: &crawl.Raw{Client: l.settings(s), Plain: plain}}
	if plain {
		c.name = "raw-plain"
	}
	return c
}

// settings are what the engines have in common.
func (l *Local) settings(s *Spec) crawl.Client {
	return crawl.Client{
		KeepAlive: s.Load.KeepAlive, MaxBody: s.Request.MaxBody, Redial: s.Load.Redial,
		UserAgent: l.UserAgent, Dial: l.Dial,
	}
}

// ran is the engine's name once a crawl is over.
func (c client) ran(totals crawl.Totals) string {
	if totals.Pumped {
		return c.name + "-epoll"
	}
	return c.name
}
