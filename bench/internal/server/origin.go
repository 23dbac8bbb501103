//go:build unix

package server

import (
	"context"

	"runexp/bench/internal/rig"
)

// Origin is the server that is part of runexp, given a binary of that. It waits
// as the URL says.
func Origin(runexp rig.Found) Kind {
	return Kind{
		Name: "origin",
		Find: func(context.Context, *rig.Workshop) (rig.Found, error) { return runexp, nil },
		Start: func(ctx context.Context, found rig.Found, dir string, o Options) (*Running, error) {
			if o.TLS || o.Record || o.Backlog > 0 || o.Median > 0 || o.FreezeFor > 0 {
				return nil, errCannot
			}
			words := []string{"serve", "--addr", "127.0.0.1:0", "--until-stdin-closes"}
			s, err := rig.Serve(ctx, rig.Command{Words: words, Dir: dir}.Under(found.Words).Under(o.Prefix))
			return &Running{Server: s}, err
		},
	}
}
