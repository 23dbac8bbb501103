package main

import (
	"fmt"
	"path/filepath"
	"regexp"

	"runexp/ci"
)

// The systems that init writes a workflow for.
const (
	ciGitHub = "github"
	ciGitLab = "gitlab"
)

// check refuses a system that is not known, and a source that is none of its.
func (o *initOptions) check() error {
	var form, write string
	switch o.ci {
	case "":
		if o.source != "" {
			return usageError{fmt.Errorf("--source is for --ci %s or %s", ciGitHub, ciGitLab)}
		}
		return nil
	case ciGitHub:
		form, write = `^[A-Za-z0-9][\w.-]*/[\w.-]+@[\w./-]+$`, "OWNER/REPO@REF, where REF is a tag, a branch or a commit"
	case ciGitLab:
		form, write = `^(https?|ssh)://[\w@.:/~+-]+$`, "an address to clone, such as https://gitlab.com/OWNER/runexp.git"
	default:
		return usageError{fmt.Errorf("--ci %s: there are %s and %s", o.ci, ciGitHub, ciGitLab)}
	}
	if o.source != "" && !regexp.MustCompile(form).MatchString(o.source) {
		return usageError{fmt.Errorf("--source %s: write %s", o.source, write)}
	}
	return nil
}

// workflow is the file of the system that was asked for.
func (o *initOptions) workflow(folder string) []starterFile {
	switch o.ci {
	case ciGitHub:
		return []starterFile{{path: filepath.Join(folder, ".github", "workflows", "runexp.yml"), text: ci.GitHub(o.source)}}
	case ciGitLab:
		return []starterFile{{path: filepath.Join(folder, gitlabFile), text: ci.GitLab(o.source)}}
	}
	return nil
}

// gitlabFile is the file with the jobs for GitLab.
const gitlabFile = ".gitlab-ci.runexp.yml"

// steps are what is left to do by hand.
func (o *initOptions) steps(folder string) []string {
	var steps []string
	for _, f := range o.workflow(folder) {
		if o.source == "" {
			steps = append(steps, "name the repository of runexp where the arrow in "+f.path+" is")
		}
	}
	if o.ci == ciGitLab {
		steps = append(steps, "add to .gitlab-ci.yml:  include: {local: "+gitlabFile+"}")
	}
	return steps
}
