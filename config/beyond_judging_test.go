package config_test

// judgingBeyondSchema is the part of beyondSchema on targets, commands and what
// judges results.
func judgingBeyondSchema() map[string]string {
	return map[string]string{
		"start-ready-on-a-public-host": beyondHosts,
		"target-public-host":           beyondHosts,

		"hook-with-an-index":                 beyondPlaceholder,
		"placeholder-target-without-targets": beyondPlaceholder,
		"start-ready-without-a-slash":        beyondPlaceholder,
		"start-with-a-factor":                beyondPlaceholder,
		"start-with-a-secret-in-sight":       beyondPlaceholder,

		"checks-over-a-hundred-percent":   beyondBounds,
		"criterion-worse-by-all-of-it":    beyondBounds,
		"criterion-worse-by-zero-percent": beyondBounds,
		"gate-confidence-of-all":          beyondBounds,
		"search-precision-of-all":         beyondBounds,

		"criterion-when-without-unit":          beyondExpression,
		"search-under-no-metric":               beyondExpression,
		"search-under-when":                    beyondExpression,
		"threshold-empty-when":                 beyondExpression,
		"threshold-of-targets-without-targets": beyondExpression,
		"threshold-on-a-column":                beyondExpression,
		"threshold-on-no-metric":               beyondExpression,
		"threshold-unknown-name":               beyondExpression,
		"threshold-when-twice":                 beyondExpression,
		"threshold-without-percent":            beyondExpression,
		"threshold-without-unit":               beyondExpression,
		"where-with-a-metric":                  beyondExpression,
		"where-with-what-is-searched":          beyondExpression,

		"gate-compares-with-nothing": beyondOutside,

		"gate-baseline-that-is-no-target": beyondNames,

		"criterion-floor-in-another-unit":   beyondRelations,
		"criterion-floor-without-unit":      beyondRelations,
		"criterion-twice":                   beyondRelations,
		"gate-last-look-beyond-the-repeats": beyondRelations,
		"gate-looks-and-a-rule":             beyondRelations,
		"repeats-of-one-with-a-rule":        beyondRelations,
		"repeats-that-nothing-ends":         beyondRelations,
		"search-concurrency-of-serial":      beyondRelations,
		"search-in-an-included-point":       beyondRelations,
		"search-rate-of-window":             beyondRelations,

		"gate-looks-that-fall":     beyondLevels,
		"repeats-min-above-max":    beyondLevels,
		"search-at-least-above-to": beyondLevels,
		"search-from-above-to":     beyondLevels,
	}
}
