// Package vitals watches this process and its machine while something is measured:
// processor time, the lag of a timer, pressure, steal, garbage collection. It
// knows no request and judges nothing.
//
// Processor time alone does not show a client that is held up: neither do the
// runtime's own counts of it, which stand still between collections, nor its
// histogram of scheduling latencies, which does not see that the system gave the
// processor to another process. A canary does, that wakes at fixed instants and
// records how late it is.
package vitals
