package crawl

import (
	"strings"
	"sync"
)

// causes keeps one example of an error text per class of failure.
type causes struct {
	mu    sync.Mutex
	texts map[Class]string
}

// note asks a slot why its last fetch failed, unless that class has its example
// already.
func (c *causes) note(class Class, s Slot) {
	e, ok := s.(Explainer)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.texts[class] != "" {
		return
	}
	err := e.Err()
	if err == nil {
		return
	}
	if c.texts == nil {
		c.texts = make(map[Class]string)
	}
	// net/http says this before whatever a read says.
	c.texts[class] = strings.TrimPrefix(err.Error(), "net/http: Transport failed to read from server: ")
}
