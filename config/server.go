package config

import "time"

// This file holds what an experiment says about servers and commands: the
// targets, the servers that are started for a run, and the hooks.

// NamedTarget is one of several servers under test.
type NamedTarget struct {
	// Name is the target's key, a slug.
	Name string
	Target
	// Path replaces the experiment's path; nil where the target gives none.
	Path *Template
	// Header is sent beside the experiment's own and replaces those of the same
	// name.
	Header []Header
	// Start is the server to start for it; nil where it runs already.
	Start *Start
	At    Pos
}

// Start is a server that is started before its first request and always ended.
type Start struct {
	Run Command
	// Ready is a path or URL that answers with a status of 200 to 299 once the
	// server is ready; empty for an open port.
	Ready Template
	// Within bounds how long that may take.
	Within time.Duration
	// EachTrial starts the server anew for every trial, rather than once a run.
	EachTrial bool
	// Dir is the working directory, from the file's folder; empty is that folder.
	Dir string
	Env []Variable
	At  Pos
}

// Variable is an environment variable of a command.
type Variable struct {
	Name  string
	Value Template
}

// Command is a program with its arguments, or a line for the shell. One of the
// two is set.
type Command struct {
	// Args are the program and its arguments, template texts.
	Args []Template
	// Shell is given to sh -c as it stands.
	Shell string
	At    Pos
}

// Hooks are commands that must end, run beside the trials. Nil is none.
type Hooks struct {
	BeforeAll, BeforeTrial, AfterTrial, AfterAll *Command
	// Timeout bounds each of them.
	Timeout time.Duration
}
