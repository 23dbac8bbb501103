package experiments

// starter is not on the shelf: its first line finds the schema where
// "runexp init" puts it, one folder above the experiment.
const starter = `# yaml-language-server: $schema=../runexp.schema.json
#
#   runexp plan FILE    what would be sent; sends nothing
#   runexp try FILE     one request and its answer
#   runexp run FILE     the sweep and its table
#
# It runs as it stands, against the built-in server. For your own server change
# the lines marked with an arrow.
name: starter
base_url: demo                         # <- http://127.0.0.1:8080
path: /add?name=${trial}&delay=20&workers=8&${random}
                                       # <- /your/path?nocache=${random}
service_time: 20ms                     # <- what one request takes alone; or leave it out

iterations: 100                        # requests in each trial
concurrency: [1, 4, 8, 16, 32]         # a list is a factor: one row per level
repeats: 3                             # how often each row is measured
`

// Starter is a short commented experiment to begin with: it runs at once on
// the built-in server and shows which lines to change for another. Its first
// line names the schema as ../runexp.schema.json.
func Starter() string { return starter }
