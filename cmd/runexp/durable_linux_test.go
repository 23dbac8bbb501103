package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// smallDisk mounts a disk of a size, such as 64k, where the user may.
func smallDisk(t *testing.T, folder, options string, flags uintptr) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("none", folder, "tmpfs", flags, options); err != nil {
		t.Skipf("a small disk can't be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(folder, unix.MNT_DETACH) })
}

// fill leaves so many bytes of a disk free.
func fill(t *testing.T, folder string, left uint64) string {
	t.Helper()
	var disk unix.Statfs_t
	if err := unix.Statfs(folder, &disk); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "ballast")
	if free := disk.Bavail * uint64(disk.Bsize); free > left {
		if err := os.WriteFile(path, make([]byte, free-left), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// A disk that is full before the run is told before anything is sent.
func TestInterruptedByFullDiskBefore(t *testing.T) {
	t.Parallel()
	s := &scene{folder: t.TempDir(), target: newTarget(t, "")}
	write(t, s.folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", s.target.URL))
	disk := filepath.Join(s.folder, "disk")
	smallDisk(t, disk, "size=64k", 0)
	fill(t, disk, 0)
	s.program = start(t, s.folder, "run", "three.yaml", "--run-dir", "disk/run")
	s.exits(t, exitUsage, "the run can't be kept", "no space left on device", "disk/run")
	if asked := s.target.asked.String(); asked != "" {
		t.Errorf("it was sent to all the same:\n%s", asked)
	}
}

// A disk that gets full ends the run with what has been kept, and with room again it
// goes on.
func TestInterruptedByFullDisk(t *testing.T) {
	t.Parallel()
	s := &scene{folder: t.TempDir(), target: newTarget(t, "")}
	disk := filepath.Join(s.folder, "disk")
	smallDisk(t, disk, "size=64k", 0)
	text := strings.ReplaceAll(strings.ReplaceAll(threeTrials, "URL", s.target.URL), "[1, 2, 3]", "{from: 1, to: 40, step: 1}")
	write(t, s.folder, "three.yaml", text+"hooks: {before_all: 'test -e go || head -c 1000000 /dev/zero > disk/ballast; test -e go || truncate -s -8192 disk/ballast'}\n")
	s.program = start(t, s.folder, "run", "three.yaml", "--run-dir", "disk/run", "-o", "json=out.json")
	s.exits(t, exitIncomplete, "is not kept", "disk/run/trials.ndjson", "no space left on device", "--resume runs what is missing", "!panic")
	contains(t, "stdout", s.stdout.String(), "no result: ", "interrupted: ", "again:")
	run := filepath.Join(disk, "run")
	before := journalOf(t, run)
	if told := announced(s.stderr.String()); len(before) == 0 || len(before) == 40 || len(missing(told, kept(t, run))) > 0 {
		t.Errorf("the journal holds %q, told was %q", kept(t, run), told)
	}
	if _, err := os.Stat(filepath.Join(run, "result.json")); err == nil {
		t.Error("there should be no result")
	}
	for _, name := range []string{"ballast", "run/result.json.tmp"} {
		if err := os.Remove(filepath.Join(disk, name)); err != nil && name == "ballast" {
			t.Fatal(err)
		}
	}
	if err := unix.Mount("none", disk, "tmpfs", unix.MS_REMOUNT, "size=16m"); err != nil {
		t.Fatal(err)
	}
	s.resumes(t, "--run-dir", "disk/run")
	after := journalOf(t, run)
	if len(after) != 40 {
		t.Errorf("the journal holds %d trials after --resume, want 40", len(after))
	}
	wholeJSON(t, filepath.Join(run, "result.json"))
}

// A report that does not fit is exit code 4; what was there stays, and so does the run.
func TestInterruptedByFullDiskOfReports(t *testing.T) {
	t.Parallel()
	s := &scene{folder: t.TempDir(), target: newTarget(t, "")}
	write(t, s.folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", s.target.URL))
	disk := filepath.Join(s.folder, "disk")
	smallDisk(t, disk, "size=64k", 0)
	write(t, disk, "page.html", "the page of yesterday")
	fill(t, disk, 8192)
	s.program = start(t, s.folder, "run", "three.yaml", "-o", "html=disk/page.html")
	s.exits(t, exitIncomplete, "report html", "disk/page.html", "no space left on device", "wrote    kept.csv")
	if text := string(read(t, disk, "page.html")); text != "the page of yesterday" {
		t.Errorf("the old report is gone: %.100s", text)
	}
	holds(t, theRun(t, s.folder), "p1r1", "p2r1", "p3r1")
	wholeJSON(t, filepath.Join(theRun(t, s.folder), "result.json"))
	code, stdout, stderr := invoke(t, s.folder, "report", "latest", "-o", "html=page.html")
	if code != exitOK {
		t.Errorf("report: exit code %d\n%s%s", code, stdout, stderr)
	}
}

// A terminal or a pipe that takes nothing is a report that could not be written.
func TestInterruptedByFullStdout(t *testing.T) {
	t.Parallel()
	target := newTarget(t, "")
	for _, format := range []string{"table", "csv", "json", "ndjson", "markdown", "html"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			write(t, folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", target.URL))
			c := command(t, folder, "run", "three.yaml", "-o", format)
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Skip(err)
			}
			defer full.Close()
			said := newSpoken()
			c.Stdout, c.Stderr = full, said
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			if code := exitOf(t, c); code != exitIncomplete {
				t.Errorf("exit code %d, want %d", code, exitIncomplete)
			}
			contains(t, "stderr", said.String(), "report "+format, "/dev/stdout", "no space left on device")
			holds(t, theRun(t, folder), "p1r1", "p2r1", "p3r1")
		})
	}
}

// A folder that can't be written to is told before anything is sent.
func TestInterruptedByReadOnlyFolder(t *testing.T) {
	t.Parallel()
	target := newTarget(t, "")
	for _, test := range []struct {
		name, words string
		args        []string
		spoil       func(t *testing.T, folder string)
	}{
		{".runexp is read-only", "can't be kept", nil, func(t *testing.T, folder string) {
			t.Helper()
			smallDisk(t, filepath.Join(folder, ".runexp"), "size=64k", unix.MS_RDONLY)
		}},
		{".runexp is a file", ".runexp", nil, func(t *testing.T, folder string) {
			t.Helper()
			write(t, folder, ".runexp", "")
		}},
		{".runexp is a link", "symbolic link", nil, func(t *testing.T, folder string) {
			t.Helper()
			link(t, folder, t.TempDir(), ".runexp")
		}},
		{"runs is a link", "symbolic link", nil, func(t *testing.T, folder string) {
			t.Helper()
			if err := os.Mkdir(filepath.Join(folder, ".runexp"), 0o700); err != nil {
				t.Fatal(err)
			}
			link(t, folder, t.TempDir(), ".runexp/runs")
		}},
		{"--run-dir is a link", "symbolic link", []string{"--run-dir", "kept"}, func(t *testing.T, folder string) {
			t.Helper()
			link(t, folder, t.TempDir(), "kept")
		}},
		{"--run-dir is full of other things", "is not empty", []string{"--run-dir", "."}, func(*testing.T, string) {}},
		{"--run-dir is a file", "three.yaml", []string{"--run-dir", "three.yaml"}, func(*testing.T, string) {}},
		{"a report's folder is read-only", "report csv", []string{"-o", "csv=out/x.csv"}, func(t *testing.T, folder string) {
			t.Helper()
			smallDisk(t, filepath.Join(folder, "out"), "size=64k", unix.MS_RDONLY)
		}},
		{"a report's folder is a file", "report csv", []string{"-o", "csv=three.yaml/x.csv"}, func(*testing.T, string) {}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := &scene{folder: t.TempDir(), target: target}
			write(t, s.folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", target.URL))
			test.spoil(t, s.folder)
			s.program = start(t, s.folder, append([]string{"run", "three.yaml"}, test.args...)...)
			s.exits(t, exitUsage, test.words, "!panic")
			if asked := target.asked.String(); asked != "" {
				t.Errorf("it was sent to all the same:\n%s", asked)
			}
		})
	}
}

func link(t *testing.T, folder, to, name string) {
	t.Helper()
	if err := os.Symlink(to, filepath.Join(folder, name)); err != nil {
		t.Fatal(err)
	}
}

// A run whose folder is removed under its hands says so.
func TestInterruptedByRemovedFolder(t *testing.T) {
	t.Parallel()
	s := held(t, "")
	if err := os.RemoveAll(theRun(t, s.folder)); err != nil {
		t.Fatal(err)
	}
	s.target.release()
	s.exits(t, exitIncomplete, ".runexp/runs/", "no such file or directory", "!panic")
	contains(t, "stdout", s.stdout.String(), "again:")
	_, stderr := s.resumes(t)
	contains(t, "stderr", stderr, "no run of three is stored here: this is its first")
	holds(t, theRun(t, s.folder), "p1r1", "p2r1", "p3r1")
}
