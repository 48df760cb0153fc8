//go:build unix

// Command build makes the Ollama server that `make test-ollama` uses and prints
// where it is.
package main

import (
	"fmt"
	"os"

	"daogou/llm/ollamatest"
)

func main() {
	if err := ollamatest.Build(os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary, _ := ollamatest.Binary() // Build has asked for it before
	fmt.Println(binary)
}
