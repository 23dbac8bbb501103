package vitals_test

import (
	"math"
	"runtime"
	"runtime/metrics"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/runner/vitals"
)

// machine is the files of a system by name.
type machine map[string]string

// files are what a watch reads: they can be changed under it.
func (m machine) write(files fstest.MapFS) {
	for name, text := range m {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
}

func psi(average, total string) string {
	return "some avg10=" + average + " avg60=9.00 avg300=9.00 total=" + total + "\nfull avg10=99.00 avg60=0.00 avg300=0.00 total=999999\n"
}

func TestWhatTheMachineTells(t *testing.T) {
	const above, own = "sys/fs/cgroup/user.slice/", "sys/fs/cgroup/user.slice/me.scope/"
	for _, test := range []struct {
		name          string
		before, after machine
		want          vitals.Report
	}{
		{"a system without such files tells nothing", nil, nil, vitals.Report{}},
		{
			"files of another kind tell nothing",
			machine{"proc/pressure/cpu": "hello", "proc/stat": "cpu x", "proc/self/cgroup": "0::/../x\n", "sys/fs/cgroup/x/cpu.stat": "throttled_usec 9"},
			nil,
			vitals.Report{},
		},
		{
			"a file that vanishes tells nothing",
			machine{"proc/pressure/cpu": psi("1.00", "100"), "proc/stat": "cpu 1 2 3 4 5 6 7 8 9 10\n"},
			machine{"proc/pressure/cpu": "", "proc/stat": ""},
			vitals.Report{},
		},
		{
			"pressure before and during: nobody waited, then more than all of the time",
			machine{"proc/pressure/cpu": psi("25.00", "100")},
			machine{"proc/pressure/cpu": psi("50.00", "99000000000")},
			vitals.Report{PressureBefore: new(0.25), Pressure: new(1.0)},
		},
		{
			"pressure of nothing",
			machine{"proc/pressure/cpu": psi("0.00", "100")},
			nil,
			vitals.Report{PressureBefore: new(0.0), Pressure: new(0.0)},
		},
		{
			"in a container its own pressure",
			machine{
				"proc/pressure/cpu": psi("90.00", "100"), "sys/fs/cgroup/cpu.pressure": psi("10.00", "100"),
				"sys/fs/cgroup/cgroup.type": "domain\n",
			},
			machine{"proc/pressure/cpu": psi("90.00", "99000000000")},
			vitals.Report{PressureBefore: new(0.1), Pressure: new(0.0)},
		},
		{
			"outside of containers that of the machine",
			machine{"proc/pressure/cpu": psi("90.00", "100"), "sys/fs/cgroup/cpu.pressure": psi("10.00", "100"), own + "cpu.pressure": psi("10.00", "100"), "proc/self/cgroup": "0::/user.slice/me.scope\n"},
			nil,
			vitals.Report{PressureBefore: new(0.9), Pressure: new(0.0)},
		},
		{
			"a container without pressure of its own falls back on the machine's",
			machine{"proc/pressure/cpu": psi("90.00", "100"), "sys/fs/cgroup/cgroup.type": "domain\n"},
			nil,
			vitals.Report{PressureBefore: new(0.9), Pressure: new(0.0)},
		},
		{
			"steal is a share of all processor time; guests count once",
			machine{"proc/stat": "cpu  100 0 0 100 0 0 0 50 30 30\ncpu0 1 1 1 1 1 1 1 1 1 1\n"},
			machine{"proc/stat": "cpu  160 5 5 110 5 5 5 55 90 90\ncpu0 1 1 1 1 1 1 1 1 1 1\n"},
			vitals.Report{Steal: new(0.05)},
		},
		{
			"a counter that steps back is no steal",
			machine{"proc/stat": "cpu  100 0 0 100 0 0 0 50 30 30\n"},
			machine{"proc/stat": "cpu  200 0 0 100 0 0 0 49 30 30\n"},
			vitals.Report{Steal: new(0.0)},
		},
		{
			"time that stands still has no shares",
			machine{"proc/stat": "cpu  100 0 0 100 0 0 0 50 30 30\n"},
			nil,
			vitals.Report{},
		},
		{
			"throttled by the cgroup above, the tightest quota of all",
			machine{
				"proc/self/cgroup": "1:cpu:/other\n0::/user.slice/me.scope\n",
				own + "cpu.stat":   "usage_usec 77\nnr_throttled 0\nthrottled_usec 1000\n", own + "cpu.max": "max 100000\n",
				above + "cpu.stat": "usage_usec 77\nnr_throttled 9\nthrottled_usec 500\n", above + "cpu.max": "40000 100000\n",
				"sys/fs/cgroup/cpu.stat": "usage_usec 99\n",
			},
			machine{above + "cpu.stat": "usage_usec 77\nnr_throttled 10\nthrottled_usec 900\n"},
			vitals.Report{Throttled: new(400 * time.Microsecond), Processors: 0.4},
		},
		{
			"a wide quota leaves the processors as they are",
			machine{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.stat": "throttled_usec 7\n", "sys/fs/cgroup/cpu.max": "100000000 1000\n"},
			nil,
			vitals.Report{Throttled: new(time.Duration(0))},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{}
			test.before.write(files)
			w := vitals.StartOn(files)
			test.after.write(files)
			got := w.Stop()
			if test.want.Processors == 0 {
				test.want.Processors = float64(runtime.GOMAXPROCS(0))
			}
			same := vitals.Report{
				Processors: got.Processors, Pressure: got.Pressure, PressureBefore: got.PressureBefore,
				Steal: got.Steal, Throttled: got.Throttled,
			}
			if diff := cmp.Diff(test.want, same); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// Pressure is a share of the time that has passed.
func TestPressureIsAShareOfTheTime(t *testing.T) {
	files := fstest.MapFS{}
	machine{"proc/pressure/cpu": psi("0.00", "1000000")}.write(files)
	w := vitals.StartOn(files)
	burn(20 * time.Millisecond)
	machine{"proc/pressure/cpu": psi("0.00", "1010000")}.write(files)
	r := w.Stop()
	waited := float64(10 * time.Millisecond)
	if got := *r.Pressure * float64(r.Wall); got < 0.5*waited || got > 1.01*waited {
		t.Errorf("pressure %.3f of %v, want 10ms of it", *r.Pressure, r.Wall)
	}
}

// A file is read to its bound, whatever it is.
func TestEndlessFilesAreCut(t *testing.T) {
	endless := make([]byte, 1<<20)
	for i := range endless {
		endless[i] = '1'
	}
	files := fstest.MapFS{"proc/pressure/cpu": {Data: endless}, "proc/self/cgroup": {Data: endless}}
	long := "cpu  1 2 3 4 5 6 7 8 9 10\n" + string(endless)
	machine{"proc/stat": long}.write(files)
	w := vitals.StartOn(files)
	machine{"proc/stat": "cpu  1 2 3 4 5 6 7 9 9 10\n" + string(endless)}.write(files)
	if r := w.Stop(); r.Pressure != nil || r.Steal == nil || *r.Steal != 1 {
		t.Errorf("%+v", r)
	}
}

func TestThisMachineTellsSharesBelowOne(t *testing.T) {
	w := vitals.Start()
	burn(30 * time.Millisecond)
	r := w.Stop()
	for name, x := range map[string]*float64{"pressure": r.Pressure, "pressure before": r.PressureBefore, "steal": r.Steal} {
		if x != nil && (*x < 0 || *x > 1) {
			t.Errorf("%s is %g", name, *x)
		}
	}
	if r.Throttled != nil && *r.Throttled < 0 {
		t.Errorf("throttled for %v", *r.Throttled)
	}
}

func TestPausesAreSummedByMidpoints(t *testing.T) {
	inf := math.Inf(1)
	edges := []float64{-inf, 0, 0.001, 0.002, 0.010, inf}
	before := &metrics.Float64Histogram{Buckets: edges, Counts: []uint64{0, 5, 5, 5, 5}}
	for _, test := range []struct {
		name           string
		counts         []uint64
		total, longest time.Duration
	}{
		{"none", []uint64{0, 5, 5, 5, 5}, 0, 0},
		{"short ones", []uint64{0, 7, 5, 5, 5}, time.Millisecond, time.Millisecond},
		{"several lengths", []uint64{0, 5, 6, 6, 5}, 7500 * time.Microsecond, 10 * time.Millisecond},
		{"one beyond the last edge counts as that edge", []uint64{0, 5, 5, 5, 6}, 10 * time.Millisecond, 10 * time.Millisecond},
		{"one below the first edge counts as nothing", []uint64{1, 5, 5, 5, 5}, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			total, longest := vitals.PausesSince(before, &metrics.Float64Histogram{Buckets: edges, Counts: test.counts})
			if total != test.total || longest != test.longest {
				t.Errorf("%v, the longest %v, want %v and %v", total, longest, test.total, test.longest)
			}
		})
	}
}
