package report_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"runexp/report"
	"runexp/runner"
)

// files lists the names in a folder.
func files(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return strings.Join(names, " ")
}

func TestAFileHasWhatAWriterGets(t *testing.T) {
	d := sceneNamed("book-log").data()
	folder := t.TempDir()
	for _, format := range report.Formats() {
		path := filepath.Join(folder, "new", "folder", "result."+format)
		if err := report.WriteFile(path, format, d, report.Layout{Width: 40, Color: true}); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := report.Write(&want, format, d, report.Layout{}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: got\n%s\nwant\n%s", format, got, want.String())
		}
	}
	if got, want := files(t, filepath.Join(folder, "new", "folder")), "result.csv result.csv-samples result.github result.gobench result.hdr result.html result.json result.junit result.markdown result.ndjson result.openmetrics result.table"; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}
}

func TestAFileHasThePermissionsOfAnyNewFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permissions here")
	}
	folder := t.TempDir()
	other, err := os.OpenFile(filepath.Join(folder, "other"), os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	path := filepath.Join(folder, "result.csv")
	if err := report.WriteFile(path, "csv", sceneNamed("seed").data(), report.Layout{}); err != nil {
		t.Fatal(err)
	}
	want, err := other.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.Stat(path); err != nil || got.Mode() != want.Mode() {
		t.Errorf("mode is %v (%v), want %v", got.Mode(), err, want.Mode())
	}
}

func TestAFileIsReplacedOnlyByAWholeOne(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "result.csv")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func() error{
		"an unknown format": func() error {
			return report.WriteFile(path, "xlsx", sceneNamed("seed").data(), report.Layout{})
		},
		"an unknown column": func() error {
			return report.WriteFile(path, "table", sceneNamed("seed").data(), report.Layout{Columns: []string{"x"}})
		},
		"no plan": func() error { return report.WriteFile(path, "csv", &report.Data{}, report.Layout{}) },
	} {
		err := write()
		if err == nil || !strings.HasPrefix(err.Error(), "report "+path+": ") {
			t.Errorf("%s: got %v", name, err)
		}
		if got, _ := os.ReadFile(path); string(got) != "old" {
			t.Errorf("%s: the file now has %q", name, got)
		}
		if got := files(t, folder); got != "result.csv" {
			t.Errorf("%s: the folder has %s", name, got)
		}
	}
	if err := report.WriteFile(path, "csv", sceneNamed("seed").data(), report.Layout{}); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); !strings.HasPrefix(string(got), "experiment,") {
		t.Errorf("the file still has %q", got)
	}
}

func TestWhatAKilledProcessLeftIsPassedOver(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "result.csv")
	if err := report.WriteFile(path, "csv", sceneNamed("seed").data(), report.Layout{}); err != nil {
		t.Fatal(err)
	}
	// The names that are taken for the file under way are those that a process of
	// the same number would have used.
	s := sceneNamed("seed")
	s.fail = func(*runner.Result) {}
	for _, name := range report.TemporaryNames(folder, 3) {
		if err := os.WriteFile(name, []byte("left"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := report.WriteFile(path, "csv", s.data(), report.Layout{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range report.TemporaryNames(folder, 3) {
		if got, _ := os.ReadFile(name); string(got) != "left" {
			t.Errorf("%s was touched: %q", name, got)
		}
	}
}

func TestAFolderOrAPathBelowAFileIsAnErrorThatNamesIt(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		folder:                              "report " + folder + ": is a folder",
		filepath.Join(file, "x"):            "report " + filepath.Join(file, "x") + ": ",
		filepath.Join(folder, "\x00", "it"): "report " + filepath.Join(folder, "\x00", "it") + ": ",
	} {
		err := report.WriteFile(path, "csv", sceneNamed("seed").data(), report.Layout{})
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), ".tmp") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestALinkStaysAndItsFileIsReplaced(t *testing.T) {
	folder := t.TempDir()
	target, link := filepath.Join(folder, "real.csv"), filepath.Join(folder, "link.csv")
	if err := os.WriteFile(target, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	if err := report.WriteFile(link, "csv", sceneNamed("seed").data(), report.Layout{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link became %v (%v)", info.Mode(), err)
	}
	if got, _ := os.ReadFile(target); !strings.HasPrefix(string(got), "experiment,") {
		t.Errorf("the file has %q", got)
	}
}

// A pipe stands for all that is no regular file: a test on a device could replace
// it, if run as root.
func TestAPipeIsWrittenToAndNotReplaced(t *testing.T) {
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Skip("there is no mkfifo")
	}
	path := filepath.Join(t.TempDir(), "pipe")
	if out, err := exec.CommandContext(t.Context(), mkfifo, path).CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0) // so that writing need not wait for a reader
	if err != nil {
		t.Skip(err)
	}
	defer pipe.Close()
	if err := report.WriteFile(path, "csv", sceneNamed("seed").data(), report.Layout{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Fatalf("the pipe was replaced (%v)", err)
	}
	text := make([]byte, 64<<10)
	if n, err := pipe.Read(text); err != nil || !strings.HasPrefix(string(text[:n]), "experiment,") {
		t.Errorf("the pipe has %q (%v)", text[:n], err)
	}
}
