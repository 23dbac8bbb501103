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

// initOptions is what the command line says about init.
type initOptions struct {
	ci, source string
}

func (p *process) initCommand() *cobra.Command {
	o := &initOptions{}
	c := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Write an experiment to start from",
		Long: `Init writes experiments/experiment.yaml and runexp.schema.json into a folder, by
default this one. The experiment runs at once, on the built-in server; the schema
lets editors complete and check it. Existing files are left alone.

With --ci it also writes jobs that run the experiment in each pull or merge request,
and on the main branch, whose runs become a baseline: .github/workflows/runexp.yml,
or .gitlab-ci.runexp.yml for an include. They build runexp from its repository, which
--source names; without it the line to change is marked.`,
		Example: `  runexp init
  runexp init perf
  runexp init --ci github --source someone/runexp@v1
  runexp init --ci gitlab --source https://gitlab.com/someone/runexp.git`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			if err := o.check(); err != nil {
				return err
			}
			return p.initialise(folder, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.ci, "ci", "", "also write a workflow for `SYSTEM`: github or gitlab")
	f.StringVar(&o.source, "source", "", "where the workflow gets runexp from: `OWNER/REPO@REF` of GitHub, or an address to clone")
	_ = c.RegisterFlagCompletionFunc("ci", cobra.FixedCompletions([]string{ciGitHub, ciGitLab}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// starterFile is a file that init writes, and what to say about it.
type starterFile struct {
	path, text, note string
}

func (p *process) initialise(folder string, o *initOptions) error {
	starter := filepath.Join(folder, "experiments", "experiment.yaml")
	all := []starterFile{
		{starter, experiments.Starter(), ""},
		{filepath.Join(folder, "runexp.schema.json"), string(config.Schema()), "    your editor now completes and checks the file"},
	}
	all = append(all, o.workflow(folder)...)
	for _, f := range all {
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
	for _, step := range o.steps(folder) {
		fmt.Fprintf(p.stdout, "next  %s\n", step)
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
