package crawl

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"slices"
	"strings"
	"syscall"
	"time"
)

// dialer opens the TCP connections of an engine's slots.
type dialer struct {
	dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// redial is after how long an unanswered dial is given up and begun anew;
	// 0 leaves that to the kernel.
	redial time.Duration
	gate   dialGate
}

// newDialer returns a dialer for that many slots; it fails when the machine
// cannot hold as many connections.
func newDialer(
	dial func(ctx context.Context, network, addr string) (net.Conn, error), redial time.Duration, slots int,
) (*dialer, error) {
	d := &dialer{dial: dial, redial: redial}
	if dial == nil {
		if err := CheckDescriptors(slots); err != nil {
			return nil, err
		}
		// Probes of idle connections cost three system calls a dial, and the
		// total deadline notices a dead peer anyway.
		d.dial = (&net.Dialer{KeepAlive: -1}).DialContext
		d.gate.first = slots
	}
	d.gate.open = make(chan struct{}, maxDials)
	return d, nil
}

// connect looks the name up and opens a TCP connection, and notes in f what
// that took. Where a name has several addresses the dialer tries them; the
// lookup is over before.
func (d *dialer) connect(ctx context.Context, addr string, f *Fetch) (net.Conn, error) {
	leave, err := d.gate.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return d.connectNow(ctx, addr, f)
}

// connectNow is connect for one that has been let through the gate.
func (d *dialer) connectNow(ctx context.Context, addr string, f *Fetch) (net.Conn, error) {
	for {
		conn, err := d.attempt(ctx, addr, f)
		switch {
		case err == nil || errors.Is(err, syscall.ECONNRESET):
			f.Dials++ // what is reset was open before
			return conn, err
		case !errors.Is(err, errRedial):
			return nil, err
		}
		f.Redials += min(1, ^uint8(0)-f.Redials)
	}
}

var errRedial = errors.New("no answer in the time after which to dial anew")

// attempt dials once.
func (d *dialer) attempt(whole context.Context, addr string, f *Fetch) (net.Conn, error) {
	ctx := whole
	if d.redial > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(whole, d.redial)
		defer cancel()
	}
	var asked time.Time
	var lookup time.Duration
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { asked = time.Now() },
		DNSDone:  func(httptrace.DNSDoneInfo) { lookup = time.Since(asked) },
	})
	begin := time.Now()
	conn, err := d.dial(traced, "tcp", addr)
	took := time.Since(begin)
	f.DNS += lookup
	f.Connect += took - lookup
	// The network may notice the end of the time before the context does.
	if err != nil && d.redial > 0 && isTimeout(err) && over(ctx) && !over(whole) {
		err = errRedial
	}
	return conn, err
}

// isTimeout reports whether err says that the time is up.
func isTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// over reports whether ctx has ended, or is about to.
func over(ctx context.Context) bool {
	deadline, limited := ctx.Deadline()
	return ctx.Err() != nil || limited && !time.Now().Before(deadline)
}

// dialFault classes an error of dialling. Ctx bounded the dial, within the
// slot's own. Phase is the class of the phase that failed, unless the error
// says better.
func dialFault(slot, ctx context.Context, err error, phase Class) Class {
	lookup, isLookup := errors.AsType[*net.DNSError](err)
	switch {
	case slot.Err() != nil:
		return Canceled
	case over(ctx):
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
