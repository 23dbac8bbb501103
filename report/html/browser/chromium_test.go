package browser_test

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

var (
	axeFile     = flag.String("axe", os.Getenv("RUNEXP_AXE"), "axe.min.js of npm's axe-core")
	screenshots = flag.String("screenshots", "", "a folder for pictures of the pages")
)

// chrome is the context of the one browser, which the first test starts.
var chrome = sync.OnceValues(launch)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(withPages(m))
}

// withPages runs the tests with a shelf for pages, and stops the browser after them.
func withPages(m *testing.M) int {
	dir, err := os.MkdirTemp("", "runexp-pages-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	shelf.dir, shelf.files, shelf.stop = dir, make(map[string]string), func() {}
	defer func() { shelf.stop() }()
	return m.Run()
}

// launch starts the browser, without a network.
func launch() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("no-pings", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, quit := chromedp.NewContext(allocator)
	shelf.stop = func() { quit(); stop() }
	return ctx, chromedp.Do(ctx)
}

// chromium is where Chromium is; empty where it is not.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// missing skips a test for what is not there, or fails where all has to be.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("RUNEXP_CI") != "" {
		t.Fatalf("%s is missing, and RUNEXP_CI demands it", what)
	}
	t.Skipf("%s is missing", what)
}
