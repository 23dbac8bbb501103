package crawl

import (
	"context"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// HighResolution is the [Pacer] on a timer of the kernel, where there is one
// that can be waited for together with the network: on Linux. Elsewhere it is
// [Timers]. It wakes within tens of microseconds of an instant, and mostly
// within ten, where an idle process would be up to a millisecond late. That
// costs a descriptor and, for each wait, two system calls and a wake-up of the
// process. It waits for the real clock, so it is not for a testing/synctest
// bubble.
func HighResolution(ctx context.Context) (until func(at time.Time), stop func()) {
	coarse, release := Timers(ctx)
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return coarse, release
	}
	// The runtime's poller waits for the descriptor: a thread that sleeps in a
	// system call instead would have to get hold of a processor afterwards.
	t := &kernelTimer{ctx: ctx, fd: fd, file: os.NewFile(uintptr(fd), "timerfd"), coarse: coarse}
	forget := context.AfterFunc(ctx, func() { _ = t.file.SetReadDeadline(time.Unix(1, 0)) })
	return t.until, func() {
		forget()
		_ = t.file.Close()
		release()
	}
}

// kernelTimer is a timer file descriptor. To wake up takes a while, so it is
// set to a moment earlier than an instant, and what is left is spent yielding.
// That moment is what four out of five wake-ups take at least: little is left.
type kernelTimer struct {
	ctx    context.Context
	fd     int
	file   *os.File // owns fd
	coarse func(at time.Time)
	spec   unix.ItimerSpec
	fired  [8]byte // how often, of no interest
	lead   time.Duration
}

// How the lead follows the wake-ups: it rests where shorter ones are a quarter
// as many as longer ones.
const (
	leadUp   = 500 * time.Nanosecond
	leadDown = 4 * leadUp
	leadMost = 50 * time.Microsecond
)

func (t *kernelTimer) until(at time.Time) {
	left := time.Until(at)
	if left <= 0 {
		return
	}
	lead := min(t.lead, left-1)
	t.spec.Value = unix.NsecToTimespec(int64(left - lead))
	err := unix.TimerfdSettime(t.fd, 0, &t.spec, nil)
	if err == nil {
		_, err = t.file.Read(t.fired[:])
	}
	switch {
	case t.ctx.Err() != nil:
		return
	case err != nil:
		t.coarse(at)
		return
	case time.Since(at)+lead > t.lead:
		t.lead = min(t.lead+leadUp, leadMost)
	default:
		t.lead = max(t.lead-leadDown, 0)
	}
	for time.Until(at) > 0 {
		runtime.Gosched()
	}
}
