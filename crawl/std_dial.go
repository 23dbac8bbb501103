package crawl

import (
	"context"
	"crypto/tls"
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
	raw, err := s.engine.dialer.connect(ctx, s.site.addr, &x.fetch)
	if err != nil {
		s.err = err
		return dialFault(s.ctx, ctx, err, Connect)
	}
	c := newStdConn(s.ctx, raw, s.engine)
	if s.site.secure {
		begin := time.Now()
		err = c.secure(ctx, s.engine.TLS, s.site.name)
		x.fetch.TLS = time.Since(begin)
		if err != nil {
			c.release()
			s.err = err
			return dialFault(s.ctx, ctx, err, TLS)
		}
	}
	// The scheme is http for TLS as well: the connection brings its own.
	c.client, err = s.engine.transport.NewClientConn(context.WithValue(c.ctx, stdHandover{}, c), "http", s.site.addr)
	if err != nil {
		c.release()
		s.err = err
		return dialFault(s.ctx, ctx, err, Local)
	}
	s.conn = c
	return OK
}

// secure puts TLS on the connection.
func (c *stdConn) secure(ctx context.Context, base *tls.Config, name string) error {
	conn := tls.Client(c.Conn, tlsConfig(base, name))
	if err := conn.HandshakeContext(ctx); err != nil {
		return err
	}
	c.Conn, c.secured = conn, true
	return nil
}
