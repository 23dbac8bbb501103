package judge

// Judgement is everything that is to be said about the results of a run.
type Judgement struct {
	Cells       []Cell
	Comparisons []Comparison
	Rulings     []Ruling
	Answer      Answer
	// Verdicts are those of the single trials, by [runner.Trial.Name].
	Verdicts map[string]Verdict
	// Notes are sentences that the reader needs, such as why repeats ended early.
	Notes []string
}
