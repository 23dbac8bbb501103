package config_test

import "maps"

// The reasons why a schema lets a mistake pass.
const (
	beyondSpelling    = "a schema sees the number or truth, not how it is written"
	beyondNames       = "a schema does not know which factors the file has"
	beyondLevels      = "a schema cannot compare levels"
	beyondPlaceholder = "a schema cannot take templates apart"
	beyondExpression  = "a schema cannot read expressions"
	beyondOutside     = "a schema knows neither environment nor files"
	beyondBounds      = "the schema shares one form among fields with different bounds"
	beyondHosts       = "a schema cannot tell public hosts from private ones"
	beyondRelations   = "a schema is not to compare fields level by level"
	beyondReports     = "a schema cannot compare the items of a list in part"
)

// beyondSchema lists the files of testdata/reject that the schema lets pass,
// with the reason.
func beyondSchema() map[string]string {
	reasons := map[string]string{
		"two-documents": "each document is validated on its own",
		"tag":           "tags are gone before a schema looks",

		"concurrency-octal":          beyondSpelling,
		"iterations-hexadecimal":     beyondSpelling,
		"iterations-with-a-plus":     beyondSpelling,
		"iterations-with-exponent":   beyondSpelling,
		"iterations-with-underscore": beyondSpelling,
		"keepalive-capital":          beyondSpelling,

		"analysis-by-a-key-that-is-no-factor": beyondNames,
		"analysis-by-the-rows":                beyondNames,
		"analysis-unknown-by":                 beyondNames,
		"analysis-unknown-rows":               beyondNames,
		"exclude-of-a-key-that-is-no-factor":  beyondNames,
		"exclude-unknown-factor":              beyondNames,
		"include-lacks-a-factor":              beyondNames,
		"include-of-a-key-that-is-no-factor":  beyondNames,
		"include-unknown-field":               beyondNames,
		"zip-factor-twice":                    beyondNames,
		"zip-of-a-key-that-is-no-factor":      beyondNames,
		"zip-unknown-factor":                  beyondNames,

		"exclude-no-level":           beyondLevels,
		"rate-range-in-fractions":    beyondLevels,
		"rate-twice-in-other-words":  beyondLevels,
		"level-twice":                beyondLevels,
		"level-twice-in-other-words": beyondLevels,
		"range-backwards":            beyondLevels,
		"range-log-from-zero":        beyondLevels,
		"range-too-many-levels":      beyondLevels,
		"zip-tuple-twice":            beyondLevels,
		"zip-unequal-lengths":        beyondLevels,

		"delay-below-a-millisecond":          beyondPlaceholder,
		"delay-never-used":                   beyondPlaceholder,
		"header-with-a-line-break":           beyondPlaceholder,
		"param-never-used":                   beyondPlaceholder,
		"path-with-a-fragment":               beyondPlaceholder,
		"path-with-a-space":                  beyondPlaceholder,
		"placeholder-form-of-durations-only": beyondPlaceholder,
		"placeholder-never-closed":           beyondPlaceholder,
		"placeholder-unknown":                beyondPlaceholder,
		"placeholder-unknown-form":           beyondPlaceholder,
		"placeholder-with-a-space-in-a-url":  beyondPlaceholder,

		"where-no-condition": beyondExpression,
		"where-no-level":     beyondExpression,
		"where-syntax":       beyondExpression,
		"where-unknown-name": beyondExpression,
		"where-without-unit": beyondExpression,

		"body-file-missing":   beyondOutside,
		"env-gives-no-number": beyondOutside,
		"env-not-set":         beyondOutside,
		"secret-not-set":      beyondOutside,

		"concurrency-too-large":    beyondBounds,
		"duration-of-microseconds": beyondBounds,
		"iterations-too-large":     beyondBounds,
		"max-body-zero":            beyondBounds,
		"rate-too-fine":            beyondBounds,
		"rate-too-large":           beyondBounds,
		"rate-too-small":           beyondBounds,
		"rate-zero":                beyondBounds,
		"redial-of-microseconds":   beyondBounds,

		"connections-of-nobody":         beyondRelations,
		"discipline-rate-without-rate":  beyondRelations,
		"rate-under-another-discipline": beyondRelations,
		"think-time-under-rate":         beyondRelations,

		"base-url-with-a-password": beyondHosts,
		"host-from-a-placeholder":  beyondHosts,
		"public-host-not-listed":   beyondHosts,
		"secret-in-base-url":       beyondHosts,

		"header-of-the-connection":   "the list of headers that runexp writes itself is the engine's",
		"header-twice-in-other-case": "a schema compares names letter by letter",

		"report-two-for-one-file": beyondReports,
		"report-two-for-stdout":   beyondReports,
	}
	maps.Copy(reasons, judgingBeyondSchema())
	return reasons
}
