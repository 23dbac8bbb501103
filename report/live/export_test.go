package live

// Still is a screen that draws only when it is told to, for benchmarks.
type Still struct{ *screen }

// NewStill makes one.
func NewStill(o Options) Still { return Still{newStill(o)} }

// Draw draws a frame.
func (s Still) Draw() { s.draw() }

// Printable is [printable].
func Printable(text string) string { return printable(text) }
