package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/spf13/cobra"

	"runexp/origin"
)

func (p *process) serveCommand() *cobra.Command {
	var address string
	var child bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the demo origin: it waits as the URL says",
		Long: `Serve starts the server that base_url: demo stands for, and prints its address.

  GET /add?name=N&delay=MS   waits MS milliseconds (1024 by default), answers "."
      &size=BYTES            answers that many bytes
      &status=CODE           answers with that status
      &jitter=MS             waits up to MS longer
      &workers=K             requests of a name queue for K workers: a knee
  GET /stats                 what the server saw, by name, as JSON`,
		Example: `  runexp serve --addr 127.0.0.1:8080
  curl 'http://127.0.0.1:8080/add?name=me&delay=100'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context(), address, child) },
	}
	c.Flags().StringVar(&address, "addr", "127.0.0.1:8080", "listen on `HOST:PORT`; port 0 picks a free one")
	c.Flags().BoolVar(&child, "until-stdin-closes", false, "end when stdin closes, ignore Ctrl-C")
	_ = c.Flags().MarkHidden("until-stdin-closes")
	return c
}

// serve runs the origin until ctx ends, or for a child until its stdin closes.
func (p *process) serve(ctx context.Context, address string, child bool) error {
	p.orderly.Store(true)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if child {
		p.ignore()
		ctx, cancel = context.WithCancel(context.WithoutCancel(ctx))
		defer cancel()
		go func() {
			_, _ = io.Copy(io.Discard, p.stdin)
			cancel()
		}()
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return usageError{err}
	}
	server := origin.New(origin.Options{})
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	if _, err := fmt.Fprintf(p.stdout, "%shttp://%s\n", announcement, listener.Addr()); err != nil {
		return err
	}
	select {
	case err := <-ended:
		return incompleteError{err}
	case <-ctx.Done():
	}
	closing, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	return server.Close(closing)
}
