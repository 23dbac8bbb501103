// Package memnet turns a dial into a pair of connected net.Conns in memory, so that HTTP clients and servers can be
// tested inside a testing/synctest bubble, where a wait on a real socket would stop the clock for good. It does not
// know what is sent, and it has no latency, no bandwidth and no loss.
//
// It is for tests only.
package memnet
