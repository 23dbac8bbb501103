package rig

import "syscall"

// group puts a process into a group of its own, and ends it with this one even
// if this one is killed.
func group() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
