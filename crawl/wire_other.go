//go:build !unix

package crawl

import "errors"

// pass is for systems where the poller lends its sockets.
func (w *wire) pass(uintptr) bool { return true }

func (w *wire) receiveNow(uintptr) bool { return false }

// ProbeRaw reports why a [Raw] must be Plain here.
func ProbeRaw() error { return errors.New("this system's poller does not lend its sockets") }
