package report

import (
	"errors"
	"io"
)

// CSVSamples is not written yet.
func CSVSamples(_ io.Writer, _ *Data) error { return errors.New("not written yet") }
