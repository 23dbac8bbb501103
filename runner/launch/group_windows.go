package launch

import (
	"os"
	"os/exec"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// group is a job: the processes of one command. When its last handle is closed,
// which the system does when this process ends, all of them end.
type group struct {
	job windows.Handle // 0 where there is none
	pid uint32

	mu   sync.Mutex
	left bool
}

// newGroup makes a group. Each ends with this process, guarded or not.
func newGroup(bool) *group {
	g := new(group)
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return g
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err != nil {
		_ = windows.CloseHandle(job)
		return g
	}
	g.job = job
	return g
}

// take lets a process that is to be started get signals of its own.
func (g *group) take(p *exec.Cmd) {
	p.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// took puts a process that has started into the job. What it has started by now is
// not in it.
func (g *group) took(p *os.Process) {
	g.pid = uint32(p.Pid)
	if g.job == 0 {
		return
	}
	handle, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, g.pid)
	if err != nil {
		return
	}
	_ = windows.AssignProcessToJobObject(g.job, handle)
	_ = windows.CloseHandle(handle)
}

// ask asks the process to end, as Ctrl-Break does.
func (g *group) ask() { _ = windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, g.pid) }

// kill ends all processes of the group.
func (g *group) kill() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left {
		return
	}
	if g.job != 0 {
		_ = windows.TerminateJobObject(g.job, 1)
		return
	}
	if p, err := os.FindProcess(int(g.pid)); err == nil {
		_ = p.Kill()
		_ = p.Release()
	}
}

// leave gives the job up, and what is left in it ends.
func (g *group) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left = true; g.job != 0 {
		_ = windows.CloseHandle(g.job)
	}
}
