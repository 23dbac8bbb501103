package crawl

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"slices"
	"strings"
	"syscall"
	"time"
)

// dial opens the slot's connection in three phases, each with its own time and
// its own class: name lookup, TCP connect, TLS handshake.
func (s *stdSlot) dial(x *stdExchange) Class {
	ctx := s.ctx
	if !x.deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, x.deadline)
		defer cancel()
	}
	raw, err := s.connect(ctx, &x.fetch)
	if err == nil || errors.Is(err, syscall.ECONNRESET) {
		x.fetch.Dials++ // what is reset was open before
	}
	if err != nil {
		return s.dialFault(ctx, err, Connect)
	}
	c := newStdConn(s.ctx, raw, s.engine)
	if s.site.secure {
		begin := time.Now()
		err = c.secure(ctx, s.engine.TLS, s.site.name)
		x.fetch.TLS = time.Since(begin)
		if err != nil {
			c.release()
			return s.dialFault(ctx, err, TLS)
		}
	}
	// The scheme is http for TLS as well: the connection brings its own.
	c.client, err = s.engine.transport.NewClientConn(context.WithValue(c.ctx, stdHandover{}, c), "http", s.site.addr)
	if err != nil {
		c.release()
		return s.dialFault(ctx, err, Local)
	}
	s.conn = c
	return OK
}

// connect looks the name up and opens a TCP connection. Where a name has
// several addresses the dialer tries them; the lookup is over before.
func (s *stdSlot) connect(ctx context.Context, f *Fetch) (net.Conn, error) {
	var asked time.Time
	var lookup time.Duration
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { asked = time.Now() },
		DNSDone:  func(httptrace.DNSDoneInfo) { lookup = time.Since(asked) },
	})
	begin := time.Now()
	raw, err := s.engine.Dial(ctx, "tcp", s.site.addr)
	f.DNS, f.Connect = lookup, time.Since(begin)-lookup
	return raw, err
}

// secure puts TLS on the connection.
func (c *stdConn) secure(ctx context.Context, base *tls.Config, name string) error {
	config := base.Clone()
	config.NextProtos = []string{"http/1.1"}
	if config.ServerName == "" {
		config.ServerName = name
	}
	conn := tls.Client(c.Conn, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return err
	}
	c.Conn, c.secured = conn, true
	return nil
}

// dialFault keeps an error of dialling and classes it. Phase is the class of the phase that
// failed, unless the error says better.
func (s *stdSlot) dialFault(ctx context.Context, err error, phase Class) Class {
	s.err = err
	deadline, limited := ctx.Deadline()
	lookup, isLookup := errors.AsType[*net.DNSError](err)
	switch {
	case s.ctx.Err() != nil:
		return Canceled
	case ctx.Err() != nil || limited && !time.Now().Before(deadline):
		return Timeout
	case exhausted(err):
		return Local
	case isLookup && strings.Contains(lookup.Err, syscall.EMFILE.Error()):
		return Local // the resolver keeps only the text of its cause
	case isLookup:
		return DNS
	case phase == Connect && errors.Is(err, syscall.ECONNRESET):
		return Reset // broken off before the dialer looked
	}
	return phase
}

// exhausted reports whether err says that this machine has no descriptor, no
// port or no memory left.
func exhausted(err error) bool {
	errno, ok := errors.AsType[syscall.Errno](err)
	return ok && slices.Contains(exhaustedErrnos(), errno)
}
