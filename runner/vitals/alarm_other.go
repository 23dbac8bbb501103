//go:build !linux

package vitals

import "time"

// alarm rings once a period after began, until end.
func alarm() (began time.Time, wait func(wake func()), end func()) { return ticks() }
