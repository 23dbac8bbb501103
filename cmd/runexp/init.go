package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/experiments"
)

func (p *process) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Write an experiment to start from",
		Long: `Init writes experiments/experiment.yaml and runexp.schema.json into a folder, by
default this one. The experiment runs at once, on the built-in server; the schema
lets editors complete and check it. Existing files are left alone.`,
		Example: `  runexp init
  runexp init perf`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			return p.initialise(folder)
		},
	}
}

func (p *process) initialise(folder string) error {
	starter := filepath.Join(folder, "experiments", "experiment.yaml")
	for _, f := range []struct {
		path, text, note string
	}{
		{starter, experiments.Starter(), ""},
		{filepath.Join(folder, "runexp.schema.json"), string(config.Schema()), "    your editor now completes and checks the file"},
	} {
		err := writeNew(f.path, f.text)
		switch {
		case errors.Is(err, fs.ErrExist):
			fmt.Fprintf(p.stdout, "kept  %s (it is there already)\n", f.path)
		case err != nil:
			return incompleteError{err}
		default:
			fmt.Fprintf(p.stdout, "wrote %s%s\n", f.path, f.note)
		}
	}
	_, err := fmt.Fprintf(p.stdout, "next  runexp run %s\n", shellQuote(starter))
	return err
}

// writeNew writes a file that must not be there yet.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
