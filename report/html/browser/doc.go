// Package browser turns reports into pages that a real browser opens, and says what
// it sees in them: its tests are all there is. It does not know how a page is made.
//
// They need Chromium and, for the check of accessibility, axe-core, and are skipped
// where one is missing; with RUNEXP_CI set that is a failure. Flags:
//
//	-axe FILE          axe.min.js of npm's axe-core; else $RUNEXP_AXE
//	-screenshots DIR   writes pictures of the pages, for people to look at
package browser
