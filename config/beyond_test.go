package config_test

// beyondSchema lists the files of testdata/reject that the schema lets pass,
// with the reason.
func beyondSchema() map[string]string {
	const (
		spelling    = "a schema sees the number or truth, not how it is written"
		names       = "a schema does not know which factors the file has"
		levels      = "a schema cannot compare levels"
		placeholder = "a schema cannot take templates apart"
		expression  = "a schema cannot read expressions"
		outside     = "a schema knows neither environment nor files"
		bounds      = "the schema shares one form among fields with different bounds"
		hosts       = "a schema cannot tell public hosts from private ones"
		relations   = "a schema is not to compare fields level by level"
		reports     = "a schema cannot compare the items of a list in part"
	)
	return map[string]string{
		"two-documents": "each document is validated on its own",
		"tag":           "tags are gone before a schema looks",

		"concurrency-octal":          spelling,
		"iterations-hexadecimal":     spelling,
		"iterations-with-a-plus":     spelling,
		"iterations-with-exponent":   spelling,
		"iterations-with-underscore": spelling,
		"keepalive-capital":          spelling,

		"analysis-by-a-key-that-is-no-factor": names,
		"analysis-by-the-rows":                names,
		"analysis-unknown-by":                 names,
		"analysis-unknown-rows":               names,
		"exclude-of-a-key-that-is-no-factor":  names,
		"exclude-unknown-factor":              names,
		"include-lacks-a-factor":              names,
		"include-of-a-key-that-is-no-factor":  names,
		"include-unknown-field":               names,
		"zip-factor-twice":                    names,
		"zip-of-a-key-that-is-no-factor":      names,
		"zip-unknown-factor":                  names,

		"exclude-no-level":           levels,
		"rate-range-in-fractions":    levels,
		"rate-twice-in-other-words":  levels,
		"level-twice":                levels,
		"level-twice-in-other-words": levels,
		"range-backwards":            levels,
		"range-log-from-zero":        levels,
		"range-too-many-levels":      levels,
		"zip-tuple-twice":            levels,
		"zip-unequal-lengths":        levels,

		"delay-below-a-millisecond":          placeholder,
		"delay-never-used":                   placeholder,
		"header-with-a-line-break":           placeholder,
		"param-never-used":                   placeholder,
		"path-with-a-fragment":               placeholder,
		"path-with-a-space":                  placeholder,
		"placeholder-form-of-durations-only": placeholder,
		"placeholder-never-closed":           placeholder,
		"placeholder-unknown":                placeholder,
		"placeholder-unknown-form":           placeholder,
		"placeholder-with-a-space-in-a-url":  placeholder,

		"where-no-condition": expression,
		"where-no-level":     expression,
		"where-syntax":       expression,
		"where-unknown-name": expression,
		"where-without-unit": expression,

		"body-file-missing":   outside,
		"env-gives-no-number": outside,
		"env-not-set":         outside,
		"secret-not-set":      outside,

		"concurrency-too-large":    bounds,
		"duration-of-microseconds": bounds,
		"iterations-too-large":     bounds,
		"max-body-zero":            bounds,
		"rate-too-fine":            bounds,
		"rate-too-large":           bounds,
		"rate-too-small":           bounds,
		"rate-zero":                bounds,
		"redial-of-microseconds":   bounds,

		"connections-of-nobody":         relations,
		"discipline-rate-without-rate":  relations,
		"rate-under-another-discipline": relations,
		"think-time-under-rate":         relations,

		"base-url-with-a-password": hosts,
		"host-from-a-placeholder":  hosts,
		"public-host-not-listed":   hosts,
		"secret-in-base-url":       hosts,

		"header-of-the-connection":   "the list of headers that runexp writes itself is the engine's",
		"header-twice-in-other-case": "a schema compares names letter by letter",

		"report-two-for-one-file": reports,
		"report-two-for-stdout":   reports,
	}
}
