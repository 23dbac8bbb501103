// Package launch turns a command into a server that is ready, or into a hook that
// has ended, and sees to it that nothing of either is left behind. It knows no
// trial and no request.
//
// A command is a process group of its own: it gets no Ctrl-C from the terminal,
// and what it starts ends with it. A guard, a shell that waits for this process,
// kills the group when this process ends in whatever way. Where there is no
// shell, and for processes that leave their group, only an orderly end helps.
package launch
