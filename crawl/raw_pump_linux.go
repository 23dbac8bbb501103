package crawl

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// One goroutine serves at most loopSlots connections, and at least loopLeast
// while there are as many: the more it serves, the more it finds ready at once.
const (
	loopSlots = 128
	loopLeast = 32
)

// pumping serves slots by loops.
type pumping struct {
	engine *rawEngine
	loops  []*loop
	forget func() // ends that the engine wakes them
}

// newPumping makes the loops; nil if the system does not let it.
func newPumping(slots []*rawSlot) Pumping {
	share := (len(slots) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0) // so that every processor has one
	share = min(max(share, loopLeast), loopSlots)
	p := &pumping{engine: slots[0].engine}
	for first := 0; first < len(slots); first += share {
		l, err := newLoop(p.engine, slots[first:min(first+share, len(slots))], first)
		if err != nil {
			p.closeLoops()
			return nil
		}
		p.loops = append(p.loops, l)
	}
	p.forget = p.engine.watch(p)
	return p
}

// Run serves the slots until they have nothing more to do.
func (p *pumping) Run(w Work) {
	var loops sync.WaitGroup
	for _, l := range p.loops {
		loops.Go(func() {
			defer w.Guard()
			l.run(w)
		})
	}
	loops.Wait()
}

// Close ends the loops. Their connections stay outside of Go's poller until
// they are used otherwise.
func (p *pumping) Close() {
	p.forget()
	p.closeLoops()
}

func (p *pumping) closeLoops() {
	for _, l := range p.loops {
		_ = l.file.Close()
	}
}

// wake tells the loops that the engine's context has ended.
func (p *pumping) wake() {
	for _, l := range p.loops {
		l.wake()
	}
}

// poller is an epoll instance that itself lies in Go's poller: a goroutine
// waits on it without holding a thread.
type poller struct {
	file   *os.File
	raw    syscall.RawConn
	fd     int
	events [loopSlots]unix.EpollEvent
	ready  int
	step   func(fd uintptr) bool
}

func newPoller() (*poller, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	if err = unix.SetNonblock(fd, true); err != nil { // else os.NewFile keeps it out of the poller
		_ = unix.Close(fd)
		return nil, fmt.Errorf("epoll: %w", err)
	}
	p := &poller{fd: fd, file: os.NewFile(uintptr(fd), "epoll")}
	if p.raw, err = p.file.SyscallConn(); err != nil {
		_ = p.file.Close()
		return nil, fmt.Errorf("epoll: %w", err)
	}
	if err = p.file.SetReadDeadline(time.Time{}); err != nil { // Go's poller would not have it
		_ = p.file.Close()
		return nil, fmt.Errorf("epoll: %w", err)
	}
	p.step = p.collect
	return p, nil
}

// wait returns the events that there are, once there are any, or an error when
// it was woken.
func (p *poller) wait() ([]unix.EpollEvent, error) {
	err := p.raw.Read(p.step)
	return p.events[:p.ready], err
}

// collect is called by Go's poller: it takes what there is, and else waits.
func (p *poller) collect(uintptr) bool {
	n, _, errno := syscall.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.fd),
		uintptr(unsafe.Pointer(&p.events[0])), uintptr(len(p.events)), 0, 0, 0) //nolint:gosec // as the rules of package unsafe allow for system calls
	if p.ready = int(n); errno != 0 {
		p.ready = 0
	}
	return p.ready > 0
}

// add, change and remove say what of a socket is waited for; tag comes back
// with its events.
func (p *poller) add(fd, tag int) error { return p.control(unix.EPOLL_CTL_ADD, fd, tag, unix.EPOLLIN) }

func (p *poller) change(fd, tag int, events uint32) error {
	return p.control(unix.EPOLL_CTL_MOD, fd, tag, events)
}

func (p *poller) remove(fd int) error { return p.control(unix.EPOLL_CTL_DEL, fd, 0, 0) }

func (p *poller) control(op, fd, tag int, events uint32) error {
	if err := unix.EpollCtl(p.fd, op, fd, &unix.EpollEvent{Events: events, Fd: int32(tag)}); err != nil {
		return fmt.Errorf("epoll: %w", err)
	}
	return nil
}
