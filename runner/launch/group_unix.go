//go:build unix

package launch

import (
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// group is a process group: the processes of one command.
type group struct {
	id    int       // of the group, as signals address it; 0 while it is empty
	guard *exec.Cmd // leads the group; nil where there is none
	leash io.Closer // what the guard waits for

	mu   sync.Mutex
	left bool
}

// vigil is what a guard does: when the other end of its stdin is closed, which
// the system does when the process there ends, it kills its whole group.
const vigil = `trap '' HUP INT QUIT TERM; read -r nothing; kill -KILL 0`

// newGroup makes a group. A guarded one ends with this process, however that
// ends; where no shell is there it is not guarded.
func newGroup(guarded bool) *group {
	g := new(group)
	if !guarded {
		return g
	}
	guard := exec.Command("/bin/sh", "-c", vigil, "runexp-guard") //nolint:noctx // lives as long as what it guards
	guard.Dir, guard.Env = "/", []string{}
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	leash, err := guard.StdinPipe()
	if err != nil {
		return g
	}
	if guard.Start() == nil {
		// While the guard is not waited for, nothing else can get the group's id.
		g.id, g.guard, g.leash = guard.Process.Pid, guard, leash
	}
	return g
}

// take puts a process that is to be started into the group.
func (g *group) take(p *exec.Cmd) {
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: g.id}
}

// took notes that it has started.
func (g *group) took(p *os.Process) {
	if g.id == 0 {
		g.id = p.Pid
	}
}

// ask asks all processes of the group to end. The guard turns a deaf ear.
func (g *group) ask() { g.signal(syscall.SIGTERM) }

// kill ends all processes of the group.
func (g *group) kill() { g.signal(syscall.SIGKILL) }

func (g *group) signal(s syscall.Signal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.id > 0 && !g.left {
		_ = syscall.Kill(-g.id, s) // there may be nobody left
	}
}

// leave ends the guard, and with it the hold on what is left of the group: it may
// not be sent a signal any more, since its id may soon be another's.
func (g *group) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left = true; g.guard == nil {
		return
	}
	_ = g.guard.Process.Kill()
	_ = g.guard.Wait()
	_ = g.leash.Close()
}
