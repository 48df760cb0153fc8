// Command daogou is a shop's own shopping assistant: the server, the tools of
// who runs it, and a terminal client.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// cli is every command with its flags; each flag's default can be set by the
// environment variable its help names.
type cli struct {
	Data string `help:"Folder that holds everything." default:"./data" env:"DAOGOU_DATA" type:"path"`

	Serve     serveCmd     `cmd:"" help:"Run the server: the demo page, the chat, the HTTP routes."`
	Import    importCmd    `cmd:"" help:"Bring in products, policies, orders or events."`
	Train     trainCmd     `cmd:"" help:"Learn from what is imported."`
	Reindex   reindexCmd   `cmd:"" help:"Build the index anew, beside the one in use."`
	Search    searchCmd    `cmd:"" help:"Search the catalogue."`
	Synonyms  synonymsCmd  `cmd:"" help:"Words that mean the same: see them, have them proposed, decide."`
	Recommend recommendCmd `cmd:"" help:"Recommend products to a customer."`
	Exclude   excludeCmd   `cmd:"" help:"Keep products from being recommended."`
	Chat      chatCmd      `cmd:"" help:"Talk to the assistant from the terminal."`
	Eval      evalCmd      `cmd:"" help:"Measure dialogue, search or recommendation."`
	Bench     benchCmd     `cmd:"" help:"Measure the server's speed on this machine."`
	Turns     turnsCmd     `cmd:"" help:"Show how the last turns were understood: by whom, why, and as what."`
	Memory    memoryCmd    `cmd:"" help:"Show or delete what is remembered of a customer."`
	Key       keyCmd       `cmd:"" help:"Manage API keys."`
	Doctor    doctorCmd    `cmd:"" help:"Say what is configured, what answers, what is missing and what to do."`
}

// term is where a command speaks.
type term struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], term{os.Stdin, os.Stdout, os.Stderr}))
}

// run is main without the process: tests start the program the way users do.
func run(ctx context.Context, args []string, t term) (code int) {
	var c cli
	exited := false
	parser, err := kong.New(&c,
		kong.Name("daogou"),
		kong.Description("Daogou, the shop's own shopping assistant."),
		kong.UsageOnError(),
		kong.Writers(t.out, t.err),
		kong.Exit(func(n int) { exited, code = true, n }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t, &c),
	)
	if err != nil {
		panic(err) // the struct above is wrong: a bug
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited { // --help printed and wanted to leave
		return code
	}
	if err != nil {
		var parse *kong.ParseError
		if errors.As(err, &parse) {
			_ = parse.Context.PrintUsage(true)
		}
		fmt.Fprintln(t.err, "daogou:", err)
		return exitUsage
	}
	return exit(command.Run(), t)
}

// usageError is one of the arguments', found after parsing.
type usageError struct{ error }

func exit(err error, t term) int {
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(t.err, "daogou:", err)
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}
