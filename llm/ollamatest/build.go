//go:build unix

// Package ollamatest gives tests a real Ollama server with a tiny model, on a
// machine without a GPU, a network or weights. The server is built once into the
// user's cache folder, by the first test that needs it or by go run
// ./llm/ollamatest/build; the model is written by TinyGGUF.
package ollamatest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Version is the Ollama that is tested against. malgo carries miniaudio.h, which
// Ollama's module leaves out, as it does two headers that Debian has.
const (
	Version = "v0.17.4"
	malgo   = "github.com/gen2brain/malgo@v0.11.24"
)

// Folder is where the server is kept: $XDG_CACHE_HOME/daogou/ollama/VERSION.
func Folder() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "daogou", "ollama", Version), err
}

// Binary is the server's path, whether it is there or not.
func Binary() (string, error) {
	dir, err := Folder()
	return filepath.Join(dir, "bin", "ollama"), err
}

// Build makes the server unless it is there, in about five minutes of two cores,
// and tells progress to w.
func Build(w io.Writer) error {
	binary, err := Binary()
	if err != nil {
		return err
	}
	dir := filepath.Dir(filepath.Dir(binary))
	unlock, err := lock(dir)
	if err != nil {
		return err
	}
	defer unlock()
	if exec.Command(binary, "--version").Run() == nil {
		return nil
	}
	include := filepath.Join(dir, "inc")
	if err := errors.Join(needHeaders(), copyMiniaudio(include)); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w, "building Ollama %s once, into %s: about five minutes\n", Version, dir)
	cmd := exec.Command("go", "install", "github.com/ollama/ollama@"+Version)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, w, w
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "CGO_CPPFLAGS=-I"+include, "GOBIN="+filepath.Dir(binary), "GOFLAGS=", "GOWORK=off")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building ollama: %w", err)
	}
	return nil
}

// lock keeps other processes from building at the same time.
func lock(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil
}

// needHeaders says which C++ headers are missing; .ci/need installs them.
func needHeaders() error {
	for _, header := range []string{"nlohmann/json.hpp", "stb/stb_image.h"} {
		if !includes(header) {
			return fmt.Errorf("no C++ compiler that finds <%s>: run .ci/need cc ollama-headers", header)
		}
	}
	return nil
}

// includes reports whether the C++ compiler finds a header.
func includes(header string) bool {
	cmd := exec.Command(cmp.Or(os.Getenv("CXX"), "c++"), "-E", "-x", "c++", "-")
	cmd.Stdin = strings.NewReader("#include <" + header + ">\n")
	return cmd.Run() == nil
}

// copyMiniaudio takes miniaudio.h out of malgo's module.
func copyMiniaudio(include string) error {
	dir := filepath.Join(include, "miniaudio")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	cmd := exec.Command("go", "mod", "download", "-json", malgo)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go mod download %s: %w: %s", malgo, err, out)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return err
	}
	header, err := os.ReadFile(filepath.Join(module.Dir, "miniaudio.h"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "miniaudio.h"), header, 0o644)
}
