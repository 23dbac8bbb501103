// Command build turns npm's Apache ECharts into the script, the licences and the
// checksum beside it. It does not know the page that they go into.
//
// It needs Node.js and npm, and writes into -dir. With -check it writes nothing,
// and fails where what is there is not what it makes.
package main
