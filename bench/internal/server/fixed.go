//go:build unix

package server

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"time"

	"runexp/bench/internal/rig"
)

// Fixed is a server of ours that does as little as a server can: a C program,
// or where there is no compiler for it a Go program that understands the same.
// It alone can do everything but https.
func Fixed() Kind {
	return Kind{Name: "fixed", Find: findFixed, Start: startFixed}
}

func findFixed(ctx context.Context, w *rig.Workshop) (rig.Found, error) {
	found, err := w.C(ctx, "bench/fixed/fixed.c")
	if missing := (*rig.MissingError)(nil); errors.As(err, &missing) {
		found, err = w.Go(ctx, w.Temp, "bench", "./fixed/fallback")
		found.Version = "in Go, for want of a C compiler"
	}
	return found, err
}

func startFixed(ctx context.Context, found rig.Found, dir string, o Options) (*Running, error) {
	if o.TLS {
		return nil, errCannot
	}
	microseconds := func(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }
	words := []string{"-delay", microseconds(o.Delay)}
	if o.Backlog > 0 {
		words = append(words, "-backlog", strconv.Itoa(o.Backlog))
	}
	if o.Median > 0 {
		words = append(words, "-median", microseconds(o.Median), "-sigma", strconv.FormatFloat(o.Sigma, 'f', -1, 64), "-seed", "1")
	}
	if o.FreezeFor > 0 {
		words = append(words, "-freeze-at", microseconds(o.FreezeAt), "-freeze-for", microseconds(o.FreezeFor))
	}
	r := new(Running)
	if o.Record {
		r.log = filepath.Join(dir, "times")
		words = append(words, "-log", r.log)
	}
	var err error
	r.Server, err = rig.Serve(ctx, rig.Command{Words: words, Dir: dir}.Under(found.Words).Under(o.Prefix))
	return r, err
}
