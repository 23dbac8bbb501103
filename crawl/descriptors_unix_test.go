//go:build unix

package crawl_test

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"runexp/crawl"
)

func TestDescriptorsAreCheckedBeforeTheFirstRequest(t *testing.T) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur > 1<<40 {
		t.Skip("no limit here")
	}
	if err := crawl.CheckDescriptors(10); err != nil {
		t.Errorf("10 slots: %v", err)
	}
	all := int(limit.Cur)
	err := crawl.CheckDescriptors(all) // and there are some open already
	if err == nil {
		t.Fatalf("%d slots pass with a limit of as many", all)
	}
	for _, part := range []string{"concurrency ", " needs about ", " file descriptors, the limit is ", ": raise it with ulimit -n "} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want %q in it", err, part)
		}
	}
	for name, engine := range engines() {
		if _, got := engine(crawl.Client{}).Open(t.Context(), all); got == nil {
			t.Errorf("%s: Open did not check", name)
		}
	}
}
