package report

import (
	"errors"
	"io"
)

// NDJSON is not written yet.
func NDJSON(_ io.Writer, _ *Data) error { return errors.New("not written yet") }
