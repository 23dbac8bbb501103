package store

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"runexp/runner"
)

// schemaPlan names the form of a stored plan.
const schemaPlan = "runexp/plan/v1"

// storedPlan is a plan with each spec, point and long payload in it once: those of a
// point's trials are the same, and make up nearly all of a plan.
type storedPlan struct {
	Schema string `json:"schema"`
	// Plan is the plan without trials.
	Plan     runner.Plan   `json:"plan"`
	Payloads payloads      `json:"payloads,omitempty"`
	Specs    []runner.Spec `json:"specs"`
	Trials   []storedTrial `json:"trials"`
}

// storedTrial is a trial, its point and spec by their places.
type storedTrial struct {
	Seq       int    `json:"seq"`
	Repeat    int    `json:"repeat"`
	Block     int    `json:"block"`
	Discarded bool   `json:"discarded,omitempty"`
	Attempt   int    `json:"attempt,omitempty"`
	Point     int    `json:"point"`
	Seed      uint64 `json:"seed"`
	Target    string `json:"target,omitempty"`
	Spec      int    `json:"spec"`
}

// writePlan writes a plan.
func writePlan(w io.Writer, plan *runner.Plan) error {
	s := storedPlan{Schema: schemaPlan, Plan: *plan, Payloads: make(payloads)}
	s.Plan.Trials = nil
	known := make(digests)
	s.Plan.Points = slices.Clone(plan.Points)
	if plan.Search != nil {
		search := *plan.Search
		search.Stems = slices.Clone(search.Stems)
		for i := range search.Stems {
			search.Stems[i].Spec.Request = s.Payloads.pack(search.Stems[i].Spec.Request, known)
		}
		s.Plan.Search = &search
	}
	if err := s.collect(plan.Trials, known); err != nil {
		return err
	}
	b := bufio.NewWriterSize(&bounded{w, maxPlan}, 1<<16)
	if err := json.NewEncoder(b).Encode(&s); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return b.Flush()
}

// collect adds trials, and what they refer to.
func (s *storedPlan) collect(trials []runner.Trial, known digests) error {
	specs, points := make(map[string]int), make(map[string]int)
	for i := range s.Plan.Points {
		points[pointKey(&s.Plan.Points[i])] = i
	}
	for i := range trials {
		t := &trials[i]
		spec := t.Spec
		spec.Request = s.Payloads.pack(spec.Request, known)
		text, err := json.Marshal(&spec)
		if err != nil {
			return fmt.Errorf("plan: trial %s: %w", t.Name(), err)
		}
		k, ok := specs[string(text)]
		if !ok {
			k = len(s.Specs)
			specs[string(text)] = k
			s.Specs = append(s.Specs, spec)
		}
		p, ok := points[pointKey(&t.Point)]
		if !ok {
			return fmt.Errorf("plan: trial %s is of no point of it", t.Name())
		}
		s.Trials = append(s.Trials, storedTrial{
			Seq: t.Seq, Repeat: t.Repeat, Block: t.Block, Discarded: t.Discarded, Attempt: t.Attempt,
			Point: p, Seed: t.Seed, Target: t.Target, Spec: k,
		})
	}
	return nil
}

func pointKey(p *runner.Point) string { return fmt.Sprintf("%d %s", p.Number, p.Key()) }

// readPlan reads a plan, and the payloads that its trials share.
func readPlan(root *os.Root) (*runner.Plan, payloads, error) {
	text, err := read(root, planFile, maxPlan)
	if err != nil {
		return nil, nil, err
	}
	var s storedPlan
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", within(root, planFile), err)
	}
	plan, err := s.restore()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", within(root, planFile), err)
	}
	return plan, s.Payloads, nil
}

// restore is the plan that was stored. Its trials share what is the same in them.
func (s *storedPlan) restore() (*runner.Plan, error) {
	if s.Schema != schemaPlan {
		return nil, fmt.Errorf("schema %.40q is not %q", s.Schema, schemaPlan)
	}
	for i := range s.Specs {
		s.Payloads.unpack(&s.Specs[i].Request)
	}
	if s.Plan.Search != nil {
		for i := range s.Plan.Search.Stems {
			s.Payloads.unpack(&s.Plan.Search.Stems[i].Spec.Request)
		}
		if len(s.Trials) > 0 {
			return nil, errors.New("a search that has trials")
		}
	}
	plan := s.Plan
	if len(s.Trials) > 0 {
		plan.Trials = make([]runner.Trial, len(s.Trials))
	}
	for i, t := range s.Trials {
		if t.Point < 0 || t.Point >= len(plan.Points) || t.Spec < 0 || t.Spec >= len(s.Specs) {
			return nil, fmt.Errorf("trial %d refers to what is not there", i+1)
		}
		plan.Trials[i] = runner.Trial{
			Seq: t.Seq, Repeat: t.Repeat, Block: t.Block, Discarded: t.Discarded, Attempt: t.Attempt,
			Point: plan.Points[t.Point], Seed: t.Seed, Target: t.Target, Spec: s.Specs[t.Spec],
		}
	}
	return &plan, nil
}

// bounded is a writer of at most so many bytes.
type bounded struct {
	w    io.Writer
	left int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errors.New("larger than what is read back")
	}
	return b.w.Write(p)
}
