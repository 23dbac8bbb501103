// Package experiments turns the YAML files of this folder into a file system
// and a starter text that are part of the program. It does not know what the
// files mean.
package experiments

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var shelf embed.FS

// Files is the shelf of example experiments, such as quickstart.yaml, read-only.
func Files() fs.FS { return shelf }
