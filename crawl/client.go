package crawl

import (
	"context"
	"crypto/tls"
	"net"
	"time"
)

// Caps of a response that a [Client] applies unless told otherwise.
const (
	defaultMaxBody   = 1 << 30
	defaultMaxHeader = 1 << 20
)

// Client is what the engines for HTTP have in common: how they connect, what
// they say of themselves, and how much they take. The zero value works and opens
// a connection per request.
type Client struct {
	// KeepAlive keeps connections between requests. Without it each request
	// dials, says "Connection: close" and closes afterwards itself.
	KeepAlive bool
	// TLS is the configuration for https; nil means the defaults. It is cloned
	// and never negotiates anything but HTTP/1.1.
	TLS *tls.Config
	// MaxBody caps the body in bytes; more is [BodyLimit]. 0 means 1 GiB.
	MaxBody int64
	// MaxHeader caps the response heads of a request in bytes, interim ones
	// included; more is [HeaderLimit]. 0 means 1 MiB. A [Raw] keeps none of a
	// head, while net/http may keep several times as much for each slot.
	MaxHeader int64
	// UserAgent is sent unless the request has a User-Agent field. An empty
	// one is not sent.
	UserAgent string
	// Dial opens connections; nil means a [net.Dialer]. It must obey its
	// context. What it reports to an httptrace in that context as name lookup
	// is told apart from connecting.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Redial is after how long an unanswered dial, name lookup included, is
	// given up and begun anew; [Fetch.Redials] counts. 0 leaves that to the
	// kernel.
	Redial time.Duration
}

// filled is the client with its defaults filled in.
func (c *Client) filled() Client {
	f := *c
	if f.MaxBody == 0 {
		f.MaxBody = defaultMaxBody
	}
	if f.MaxHeader == 0 {
		f.MaxHeader = defaultMaxHeader
	}
	if f.TLS == nil {
		f.TLS = new(tls.Config)
	}
	return f
}
