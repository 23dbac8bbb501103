package report

import (
	"errors"
	"io"
)

// GoBench is not written yet.
func GoBench(_ io.Writer, _ *Data) error { return errors.New("not written yet") }
