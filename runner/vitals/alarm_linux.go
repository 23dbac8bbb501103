package vitals

import (
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// alarm rings once a period after began, whenever that is, until end: on a timer
// of the kernel that the runtime's poller waits for as it does for responses. It
// is read without telling the scheduler, since that would wake a thread of the
// runtime each time; a process that mostly waits would spend three times as much.
func alarm() (began time.Time, wait func(wake func()), end func()) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return ticks()
	}
	file := os.NewFile(uintptr(fd), "timerfd")
	conn, err := file.SyscallConn()
	if err != nil {
		_ = file.Close()
		return ticks()
	}
	each := unix.NsecToTimespec(int64(period))
	spec := unix.ItimerSpec{Interval: each, Value: each}
	began = together(func() { err = unix.TimerfdSettime(fd, 0, &spec, nil) })
	if err != nil {
		_ = file.Close()
		return ticks()
	}
	return began, func(wake func()) {
		_ = conn.Read(func(fd uintptr) bool { // returns when the file is closed
			for rang(fd) {
				wake()
			}
			return false
		})
	}, func() { _ = file.Close() }
}

// rang reports whether a timer has expired since it was last asked.
func rang(fd uintptr) bool {
	var times [8]byte // of no interest
	_, _, err := syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(&times)), unsafe.Sizeof(times))
	return err == 0
}
