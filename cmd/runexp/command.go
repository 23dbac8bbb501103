package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// command is the whole command tree.
func (p *process) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "runexp",
		Short: "Run HTTP experiments described in YAML",
		Long: `runexp reads experiments from YAML files: a base URL, iteration counts,
concurrency sizes, delays. It expands each into a parameter sweep of concurrent
crawls, runs them one at a time, and prints a comparison table.`,
		Example: `  runexp init                            write an experiment to start from
  runexp plan experiments/seed.yaml      what would be sent, without sending it
  runexp run experiments/seed.yaml       run it and print the table`,
		SuggestionsMinimumDistance: 2,
		SilenceUsage:               true,
		SilenceErrors:              true,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE:          func(cmd *cobra.Command, _ []string) error { return p.fromEnvironment(cmd.Flags()) },
	}
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetIn(p.stdin)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w\nsee %s --help", err, cmd.CommandPath())}
	})
	root.AddGroup(&cobra.Group{ID: "experiment", Title: "Experiments:"}, &cobra.Group{ID: "runs", Title: "Stored runs:"}, &cobra.Group{ID: "tool", Title: "Tools:"})
	for _, c := range []*cobra.Command{p.runCommand(), p.planCommand(), p.checkCommand(), p.tryCommand(), p.initCommand()} {
		c.GroupID = "experiment"
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{p.listCommand(), p.reportCommand(), p.compareCommand(), p.rmCommand(), p.baselineCommand()} {
		c.GroupID = "runs"
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{p.calibrateCommand(), p.aaCommand(), p.serveCommand(), p.schemaCommand(), p.versionCommand()} {
		c.GroupID = "tool"
		root.AddCommand(c)
	}
	root.SetHelpCommandGroupID("tool")
	root.SetCompletionCommandGroupID("tool")
	return root
}

// knownSubcommand refuses a word that is no command of a group.
func knownSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usageError{fmt.Errorf("unknown command %q\nsee %s --help", args[0], cmd.CommandPath())}
}

// knownCommand refuses a first word that is no command.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see runexp --help"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean runexp " + near[0] + "?"
	} else if strings.HasSuffix(args[0], ".yaml") || strings.HasSuffix(args[0], ".yml") {
		hint = "did you mean runexp run " + args[0] + "?"
	}
	return usageError{fmt.Errorf("unknown command %q\n%s", args[0], hint)}
}

// fromEnvironment gives each flag that the command line leaves out the value of
// RUNEXP_FLAG_NAME, if that is set.
func (p *process) fromEnvironment(flags *pflag.FlagSet) error {
	var fault error
	flags.VisitAll(func(f *pflag.Flag) {
		name := "RUNEXP_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := p.env(name)
		if !ok || value == "" || f.Changed || f.Hidden || f.Name == "help" {
			return
		}
		if err := flags.Set(f.Name, value); err != nil && fault == nil {
			fault = usageError{fmt.Errorf("%s: %w", name, err)}
		}
	})
	return fault
}

// files completes experiment files.
func files(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// atLeastOneFile asks for files in words.
func atLeastOneFile(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{fmt.Errorf("%s needs an experiment file\nsee %s --help", cmd.CommandPath(), cmd.CommandPath())}
	}
	return nil
}
