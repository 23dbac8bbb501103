package launch

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Command is a program with its arguments, or a line for the shell, and where and
// how it runs.
type Command struct {
	// Args are the program and its arguments. A name without a slash is looked up
	// in the PATH of this process; a relative one starts at Dir.
	Args []string
	// Shell is run by sh -c where there are no Args.
	Shell string
	// Dir is the working directory; empty is that of this process.
	Dir string
	// Env is the environment as os.Environ gives it; nil is that of this process.
	Env []string
	// Extra are variables in addition, such as PORT=8080. They win over Env.
	Extra []string
	// Name is what errors call the command; empty is its own words.
	Name string
	// Log takes what it writes to stdout and stderr; nil drops it.
	Log *Log
	// Hide is put over each line before it goes anywhere; nil changes nothing.
	Hide func(line string) string
}

// lingering is how long the output of a process is waited for once it has ended:
// something that it started may hold on to it.
const lingering = time.Second

// caption is what errors call the command, on one line.
func (c *Command) caption() string {
	name := c.Name
	switch {
	case name != "":
	case len(c.Args) > 0:
		name = strings.Join(c.Args, " ")
	default:
		name = c.Shell
	}
	name, rest, _ := strings.Cut(strings.TrimSpace(name), "\n")
	name = printable(name, longestCaption)
	if rest != "" && !strings.HasSuffix(name, "…") {
		name += " …"
	}
	return name
}

// prepare makes the process to be, in a group and with its output. It ends with
// ctx, as a whole.
func (c *Command) prepare(ctx context.Context, g *group, stdout, stderr *stream) *exec.Cmd {
	args := c.Args
	if len(args) == 0 {
		args = []string{"sh", "-c", c.Shell}
	}
	p := exec.CommandContext(ctx, args[0], args[1:]...)
	p.Dir, p.Env, p.WaitDelay = c.Dir, slices.Clone(c.Env), lingering
	p.Env = append(p.Environ(), c.Extra...)
	p.Stdout, p.Stderr = stdout, stderr // of one kind: if they are the same, they share a pipe
	p.Cancel = func() error { g.kill(); return nil }
	g.take(p)
	return p
}

// start starts a prepared process.
func (c *Command) start(p *exec.Cmd, g *group) error {
	if err := p.Start(); err != nil {
		what := "does not start: " + cause(err).Error()
		if c.Dir != "" {
			what += " (in " + c.Dir + ")"
		}
		return &Failure{Command: c.caption(), What: what}
	}
	g.took(p.Process)
	return nil
}

// cause is the reason why a process does not start, without the names that stand
// beside it.
func cause(err error) error {
	if look, ok := errors.AsType[*exec.Error](err); ok {
		return look.Err
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
