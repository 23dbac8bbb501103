package store

import (
	"time"

	"runexp/runner/vitals"
)

// schemaRun names the form of a manifest.
const schemaRun = "runexp/run/v1"

// Manifest says what a run is: small, and apart from the plan, so that a list of runs
// is cheap.
type Manifest struct {
	// Schema is runexp/run/v1.
	Schema string `json:"schema"`
	// Run is the run's name, that of its folder.
	Run string `json:"run"`
	// Name is the experiment's name, File its file.
	Name string `json:"name"`
	File string `json:"file"`
	Seed uint64 `json:"seed"`
	// Created is when the run was begun.
	Created time.Time `json:"created"`
	// Folder is the absolute path of the folder where the experiment's own paths
	// start.
	Folder string `json:"folder,omitempty"`
	// Command repeats the run.
	Command string `json:"command,omitempty"`
	// Set, Unset, Hosts, Quick and Baseline are what the command line changed.
	Set      []string `json:"set,omitempty"`
	Unset    []string `json:"unset,omitempty"`
	Hosts    []string `json:"hosts,omitempty"`
	Quick    bool     `json:"quick,omitempty"`
	Baseline string   `json:"baseline,omitempty"`
	// Gated says that the experiment has a gate: its plan is then part of the test,
	// and a resumed run may not change it.
	Gated bool `json:"gated,omitempty"`
	// Env is what the variables of the environment were that the file names.
	Env map[string]string `json:"env,omitempty"`
	// Samples says that single requests are kept.
	Samples bool `json:"samples,omitempty"`
	// Commit is that of the repository that the file stands in, Branch its branch;
	// Dirty says that the repository had changes.
	Commit string `json:"commit,omitempty"`
	Branch string `json:"branch,omitempty"`
	Dirty  bool   `json:"dirty,omitempty"`
	// Trials is how many trials are planned; 0 where that is not known.
	Trials int `json:"trials"`
	// Sessions are those that measured something, the first one first.
	Sessions []Session `json:"sessions"`
}

// Session is a process that measured trials of a run.
type Session struct {
	Started time.Time      `json:"started"`
	Machine vitals.Machine `json:"machine"`
	Build   vitals.Build   `json:"build"`
	Servers []Server       `json:"servers,omitempty"`
	// From is how many results the journal held when the session began.
	From int `json:"from"`
}

// Server is what is known of a server under test.
type Server struct {
	// Target is its name; empty where there is only one.
	Target  string `json:"target,omitempty"`
	BaseURL string `json:"base_url"`
	// Command is what starts it; empty where it runs already.
	Command string `json:"command,omitempty"`
	// Executable is the SHA-256 of the program that Command runs; empty where it is
	// not known.
	Executable string `json:"executable,omitempty"`
}
