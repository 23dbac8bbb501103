//go:build !unix

package crawl

// quiet reports whether nothing waits to be read. It cannot be asked here;
// net/http's reader still notices, a moment later.
func (s socket) quiet() bool { return true }

// await would wait until there is something to read; here only reading tells.
func (s socket) await() bool { return false }
