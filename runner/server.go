package runner

import "time"

// Target is one of several servers under test.
type Target struct {
	Name string `json:"name"`
	// BaseURL is where its requests go, as written.
	BaseURL string `json:"base_url"`
	// Start is the server to start for it; nil where it runs already.
	Start *Start `json:"start,omitempty"`
}

// Start is a server that a run starts and ends. Its texts are templates in which
// only placeholders are left that whoever starts it binds.
type Start struct {
	Run Command `json:"run"`
	// Ready is a path or URL that answers with a status of 200 to 299 once the
	// server is ready; empty for an open port of the target.
	Ready  string        `json:"ready,omitempty"`
	Within time.Duration `json:"within_ns"`
	// EachTrial starts the server anew for every trial, rather than once a run.
	EachTrial bool   `json:"each_trial,omitempty"`
	Dir       string `json:"dir,omitempty"`
	Env       []Pair `json:"env,omitempty"`
}

// Pair is a name and a template text.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Command is a program with its arguments, or a line for the shell.
type Command struct {
	Args  []string `json:"args,omitempty"`
	Shell string   `json:"shell,omitempty"`
	// At is where the file says so, such as perf/api.yaml:8.
	At string `json:"at,omitempty"`
}

// Hooks are commands that run beside the trials and must end. Nil is none.
type Hooks struct {
	BeforeAll   *Command      `json:"before_all,omitempty"`
	BeforeTrial *Command      `json:"before_trial,omitempty"`
	AfterTrial  *Command      `json:"after_trial,omitempty"`
	AfterAll    *Command      `json:"after_all,omitempty"`
	Timeout     time.Duration `json:"timeout_ns"`
}
