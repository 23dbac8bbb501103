package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// What the view has done to the terminal is undone, whatever ends the run.
func TestInterruptedOnATerminal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		signals int
		code    int
	}{{"one Ctrl-C", 1, exitInterrupt}, {"Ctrl-C again and again", 100, exitInterrupt}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			screen, terminal := terminalPair(t, 80)
			s := &scene{folder: t.TempDir(), target: newTarget(t, "/p2r1")}
			write(t, s.folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", s.target.URL)+"hooks: {after_all: 'test -e go || sleep 0.5'}\n")
			s.program = &program{Cmd: command(t, s.folder, "run", "three.yaml"), stdout: newSpoken(), stderr: screen}
			s.Env = append(s.Env, "TERM=xterm-256color")
			s.Stdout, s.Stderr = s.stdout, terminal
			if err := s.Start(); err != nil {
				t.Fatal(err)
			}
			terminal.Close()
			s.target.asked.await(t, "^/p2r1")
			screen.await(t, `\x1b\[\?25l`)
			if test.signals > 1 {
				insist(t, s.program, syscall.SIGINT)
			} else if err := s.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if code := s.ends(t); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			screen.await(t, `\x1b\[\?25h`)
			if text := screen.String(); strings.LastIndex(text, "\x1b[?25h") < strings.LastIndex(text, "\x1b[?25l") {
				t.Errorf("the cursor stays hidden: %q", text[max(0, len(text)-300):])
			}
			holds(t, theRun(t, s.folder), "p1r1")
		})
	}
}

// terminalPair is a terminal for a program, and what is written to it.
func terminalPair(t *testing.T, columns uint16) (*spoken, *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = master.Close() })
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skip(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		t.Skip(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Skip(err)
	}
	terminal, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	screen := newSpoken()
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := master.Read(b)
			_, _ = screen.Write(b[:n])
			if err != nil {
				return
			}
		}
	}()
	return screen, terminal
}

// No line of what is said of stored runs is wider than the terminal.
func TestStoredRunsFitTheTerminal(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	target := newTarget(t, "")
	write(t, folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", target.URL))
	for range 2 {
		if code, _, stderr := invoke(t, folder, "run", "three.yaml", "--set", "repeats=6"); code != exitOK {
			t.Fatal(stderr)
		}
	}
	for _, columns := range []uint16{80, 40} {
		for _, args := range [][]string{{"report", "latest"}, {"compare", "latest~1", "latest"}} {
			t.Run(args[0]+" at "+strconv.Itoa(int(columns)), func(t *testing.T) {
				t.Parallel()
				screen, terminal := terminalPair(t, columns)
				c := command(t, folder, args...)
				c.Env = append(c.Env, "TERM=xterm-256color")
				c.Stdout, c.Stderr = terminal, newSpoken()
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				terminal.Close()
				if code := exitOf(t, c); code != exitOK && code != exitFailed {
					t.Errorf("exit code %d", code)
				}
				screen.await(t, "again: |one after the other")
				for line := range strings.SplitSeq(screen.String(), "\n") {
					text := strings.TrimRight(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(line, ""), "\r")
					if utf8.RuneCountInString(text) > int(columns) && !strings.Contains(text, "runexp run") {
						t.Errorf("a line is wider than %d: %q", columns, text)
					}
				}
			})
		}
	}
}
