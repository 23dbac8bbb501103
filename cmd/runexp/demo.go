package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"runexp/config"
	"runexp/crawl"
	"runexp/origin"
	"runexp/runner"
	"runexp/runner/launch"
)

// demoServer is the built-in server as a child process: its CPU time must not
// count as the client's. It ends when its stdin closes, so that it cannot
// outlive this process, however that ends.
type demoServer struct {
	*launch.Server

	url string
}

// announcement is what runexp serve prints before its address.
const announcement = "serving on "

// demoDeadline bounds how long the server may take to start and to answer.
const demoDeadline = 10 * time.Second

// startDemo starts the server. It outlives a canceled context: its statistics and
// a clean end are wanted after Ctrl-C, too.
func (p *process) startDemo(ctx context.Context) (*demoServer, error) {
	server, err := launch.Start(ctx, launch.Spec{
		Command: launch.Command{
			Args: []string{p.self, "serve", "--addr", "127.0.0.1:0", "--until-stdin-closes"},
			Name: "runexp serve", Log: &launch.Log{To: p.stderr},
		},
		Ready:   launch.Ready{Prefix: announcement},
		Within:  demoDeadline,
		Leashed: true, Grace: demoDeadline,
	})
	if err != nil {
		return nil, err
	}
	return &demoServer{Server: server, url: server.Said()}, nil
}

// stop ends the server and waits for it.
func (s *demoServer) stop() { _ = s.Stop() }

// agreement holds what the crawls claim against what the server saw.
func (s *demoServer) agreement(ctx context.Context, results []runner.Result) string {
	var claimed, late int64
	for i := range results {
		claimed += results[i].Warmup + results[i].Requests
		for _, unseen := range []crawl.Class{crawl.DNS, crawl.Connect, crawl.TLS, crawl.Local} {
			claimed -= results[i].Classes[unseen.String()]
		}
		late += results[i].Classes[crawl.Timeout.String()]
	}
	seen, err := s.requests(ctx)
	switch {
	case err != nil:
		return fmt.Sprintf("the server's own count is not known: %v", err)
	case seen == claimed:
		return fmt.Sprintf("the server saw %s requests: agrees", config.Thousands(seen))
	case seen < claimed && claimed-seen <= late:
		return fmt.Sprintf("the server saw %s requests: agrees, if %s timed out before they were sent", config.Thousands(seen), config.Thousands(claimed-seen))
	}
	return fmt.Sprintf("the server saw %s requests, %s were counted here: DISAGREES", config.Thousands(seen), config.Thousands(claimed))
}

// requests asks the server how many requests it saw.
func (s *demoServer) requests(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, demoDeadline)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/stats?records=0", nil)
	if err != nil {
		return 0, err
	}
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	stats, err := origin.ReadStats(response.Body)
	return stats.Requests, err
}
