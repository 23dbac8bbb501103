package vitals_test

import (
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing"
	"time"

	"runexp/runner/vitals"
)

func FuzzPressure(f *testing.F) {
	f.Add("some avg10=0.02 avg60=0.68 avg300=3.05 total=8721531141\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n")
	f.Add("full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n")
	f.Add("some avg10=NaN total=18446744073709551615")
	f.Add("some avg10=-1 total=-1")
	f.Add("some total=9223372036854775 avg10=1e400")
	f.Fuzz(func(t *testing.T, text string) {
		average, waited, ok := vitals.ParsePressure(text)
		if !ok {
			return
		}
		if !(average >= 0) || math.IsInf(average, 0) || waited < 0 || waited%time.Microsecond != 0 || !strings.HasPrefix(strings.TrimSpace(text), "some") {
			t.Errorf("%q: %g, %v", text, average, waited)
		}
		again, same, ok := vitals.ParsePressure(fmt.Sprintf("some avg10=%g total=%d", average, waited.Microseconds()))
		if !ok || again != average || same != waited {
			t.Errorf("%g, %v became %g, %v, %v", average, waited, again, same, ok)
		}
	})
}

func FuzzJiffies(f *testing.F) {
	f.Add("cpu  1719599 162818 638028 1844243 9112 0 154272 1264 0 0\ncpu0 863615 81728 318077 919981 2628 0 75763 643 0 0\n")
	f.Add("cpu 1 2 3 4 5 6 7")
	f.Add("cpu 18446744073709551615 18446744073709551615 1 1 1 1 1 1")
	f.Add("cpu0 1 2 3 4 5 6 7 8")
	f.Fuzz(func(t *testing.T, text string) {
		all, steal, ok := vitals.ParseJiffies(text)
		if !ok {
			return
		}
		if steal > all {
			t.Errorf("%q: %d of %d", text, steal, all)
		}
		again, same, ok := vitals.ParseJiffies(fmt.Sprintf("cpu %d 0 0 0 0 0 0 %d 5 5", (all-steal)/8, steal))
		if !ok || same != steal || again != (all-steal)/8+steal {
			t.Errorf("%d, %d became %d, %d, %v", all, steal, again, same, ok)
		}
	})
}

func FuzzThrottled(f *testing.F) {
	f.Add("usage_usec 77\nuser_usec 1\nsystem_usec 2\nnr_periods 3\nnr_throttled 4\nthrottled_usec 5\n")
	f.Add("throttled_usec max")
	f.Add("throttled_usec 9223372036854775807")
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := vitals.ParseThrottled(text)
		if !ok {
			return
		}
		if again, ok := vitals.ParseThrottled(fmt.Sprintf("x 1\nthrottled_usec %d\n", d.Microseconds())); d < 0 || !ok || again != d {
			t.Errorf("%q: %v", text, d)
		}
	})
}

func FuzzQuota(f *testing.F) {
	f.Add("max 100000\n")
	f.Add("50000 100000\n")
	f.Add("0 0\n")
	f.Add("9223372036854775807 1")
	f.Fuzz(func(t *testing.T, text string) {
		q, ok := vitals.ParseQuota(text)
		if ok && !(q > 0 && !math.IsInf(q, 0)) {
			t.Errorf("%q: %g processors", text, q)
		}
		if ok && strings.HasPrefix(strings.TrimSpace(text), "max") {
			t.Errorf("%q is a quota of %g", text, q)
		}
	})
}

func FuzzCgroup(f *testing.F) {
	f.Add("9:name=systemd:/\n0::/user.slice/user-1000.slice/session-2.scope\n")
	f.Add("0::/")
	f.Add("0::/../../init.scope\n")
	f.Add("0:://etc\n")
	f.Add("0::/a/../../b\n")
	f.Fuzz(func(t *testing.T, text string) {
		name, ok := vitals.ParseCgroup(text)
		if !ok {
			return
		}
		if !strings.Contains(text, "0::/") {
			t.Errorf("%q: %q", text, name)
		}
		// Whatever the name, nothing outside of the hierarchy is read.
		if folder := "sys/fs/cgroup/" + name; fs.ValidPath(name) && strings.Contains(folder+"/", "/../") {
			t.Errorf("%q leads out: %q", text, folder)
		}
		if strings.HasPrefix(name, "..") && (name == ".." || strings.HasPrefix(name, "../")) || strings.HasPrefix(name, "/") {
			t.Errorf("%q leads out: %q", text, name)
		}
	})
}
