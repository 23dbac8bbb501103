package report

// ReadJSONLimited is ReadJSON with a limit that a test can reach.
var ReadJSONLimited = readJSON

// TemporaryNames are the first n names that a file under way may have.
func TemporaryNames(folder string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = temporaryName(folder, i)
	}
	return names
}
