package report

import (
	"errors"
	"io"
)

// HTML is not written yet.
func HTML(_ io.Writer, _ *Data) error { return errors.New("not written yet") }
