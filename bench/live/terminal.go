//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

// The window of the terminal.
const (
	columns = 80
	rows    = 24
)

// terminal is a pseudo-terminal that nobody looks at: what is written to it is
// taken at once, and the first bytes are kept.
type terminal struct {
	master, slave *os.File
	done          chan struct{}
	taken         int
	head          bytes.Buffer
}

func openTerminal() (*terminal, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	var unlocked, number int32
	window := [4]uint16{rows, columns}
	for _, step := range []struct {
		request uintptr
		data    unsafe.Pointer
	}{
		{syscall.TIOCSPTLCK, unsafe.Pointer(&unlocked)}, //nolint:gosec // what the call reads
		{syscall.TIOCGPTN, unsafe.Pointer(&number)},     //nolint:gosec // what it writes
		{syscall.TIOCSWINSZ, unsafe.Pointer(&window)},   //nolint:gosec // what it reads
	} {
		if _, _, fault := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), step.request, uintptr(step.data)); fault != 0 {
			_ = master.Close()
			return nil, fmt.Errorf("/dev/ptmx: %w", fault)
		}
	}
	slave, err := os.OpenFile("/dev/pts/"+strconv.Itoa(int(number)), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		_ = master.Close()
		return nil, err
	}
	t := &terminal{master: master, slave: slave, done: make(chan struct{})}
	go t.drain()
	return t, nil
}

// drain reads until the last process has closed the terminal.
func (t *terminal) drain() {
	defer close(t.done)
	buffer := make([]byte, 1<<16)
	for {
		n, err := t.master.Read(buffer)
		t.taken += n
		t.head.Write(buffer[:min(n, max(0, 4096-t.head.Len()))])
		if err != nil {
			return
		}
	}
}

// close waits for what is still to be read.
func (t *terminal) close() {
	_ = t.slave.Close()
	<-t.done
	_ = t.master.Close()
}

// openPipe is a pipe that is drained likewise.
func openPipe() (*terminal, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	t := &terminal{master: r, slave: w, done: make(chan struct{})}
	go t.drain()
	return t, nil
}
