package report

import (
	"errors"
	"io"
)

// HDR is not written yet.
func HDR(_ io.Writer, _ *Data) error { return errors.New("not written yet") }
