package vitals

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"time"
)

const (
	hierarchy = "sys/fs/cgroup"
	// deepest bounds the cgroups above this process that are looked at.
	deepest = 32
	// longest bounds what is read of a file; what is wanted is at its beginning.
	longest = 4096
)

// cgroup is where this process stands in the hierarchy of version 2.
type cgroup struct {
	root fs.FS
	// folders are its own and those above it, which hold it back as well; empty
	// where there is no such hierarchy.
	folders []string
	// pressure is the file that tells of waiting for a processor: that of the
	// machine or, inside of a container, that of the container. There /proc tells
	// of processors that the container may never run on.
	pressure string
}

func ownCgroup(root fs.FS) cgroup {
	c := cgroup{root: root, pressure: "proc/pressure/cpu"}
	// The root of the machine has no such file; that of a namespace has.
	if _, inside := c.text(path.Join(hierarchy, "cgroup.type")); inside {
		if own := path.Join(hierarchy, "cpu.pressure"); c.pressureOf(own) != nil {
			c.pressure = own
		}
	}
	text, _ := c.text("proc/self/cgroup")
	name, ok := parseCgroup(text)
	for ok && len(c.folders) < deepest {
		c.folders = append(c.folders, path.Join(hierarchy, name))
		ok = name != "."
		name = path.Dir(name)
	}
	return c
}

// read asks for everything.
func (c *cgroup) read() readings {
	r := readings{at: time.Now(), pressure: c.pressureOf(c.pressure)}
	if text, ok := c.text("proc/stat"); ok {
		r.jiffies = known(parseJiffies(text))
	}
	for _, folder := range c.folders {
		stat, _ := c.text(path.Join(folder, "cpu.stat"))
		r.throttled = append(r.throttled, known(parseThrottled(stat)))
		most, _ := c.text(path.Join(folder, "cpu.max"))
		if q := known(parseQuota(most)); q != nil && (r.quota == nil || *q < *r.quota) {
			r.quota = q
		}
	}
	return r
}

func (c *cgroup) pressureOf(file string) *pressure {
	text, ok := c.text(file)
	if !ok {
		return nil
	}
	return known(parsePressure(text))
}

// text is the beginning of a file.
func (c *cgroup) text(file string) (string, bool) {
	f, err := c.root.Open(file)
	if err != nil {
		return "", false
	}
	defer func() { _ = f.Close() }()
	text := make([]byte, longest)
	n, err := io.ReadFull(f, text)
	cut := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	return string(text[:n]), err == nil || cut
}

// known is a value that was told, or nil.
func known[T any](value T, ok bool) *T {
	if !ok {
		return nil
	}
	return new(value)
}
