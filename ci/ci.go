// Package ci turns the files of this folder into the texts that "runexp init --ci"
// writes: a workflow for GitHub and jobs for GitLab. It does not know what they mean.
//
// Beside them lies action.sh, the script of action.yml in the folder above.
package ci

import (
	_ "embed"
	"strings"
)

//go:embed github.yml
var github string

//go:embed gitlab.yml
var gitlab string

// Where the templates say that runexp is, as nobody's name.
const (
	githubSource = "OWNER/runexp@main"
	gitlabSource = "https://gitlab.com/OWNER/runexp.git"
)

// GitHub is a workflow that runs the starter experiment with the action of runexp.
// Source says where that is, such as someone/runexp@v1; where it is empty, the line to
// change is marked.
func GitHub(source string) string { return placed(github, githubSource, source) }

// GitLab is a file of jobs, to be included, that run the starter experiment. Source is
// the address of the repository of runexp, to be cloned; where it is empty, the line to
// change is marked.
func GitLab(source string) string { return placed(gitlab, gitlabSource, source) }

// placed puts a source into the line that names nobody's, and takes away its mark.
func placed(text, nobody, source string) string {
	if source == "" {
		return text
	}
	before, after, _ := strings.Cut(text, nobody)
	_, rest, _ := strings.Cut(after, "\n")
	return before + source + "\n" + rest
}
