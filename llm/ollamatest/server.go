//go:build ollama && unix

package ollamatest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// Model is the name of the tiny model that every Server has.
const Model = "tiny:latest"

// Server is a real Ollama server on a free loopback port, with folders of its own.
type Server struct {
	URL  string
	home string
	cmd  *exec.Cmd
}

// Start runs a server with the tiny model until the test ends.
func Start(t *testing.T) *Server {
	t.Helper()
	if err := Build(os.Stderr); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{URL: "http://" + listener.Addr().String(), home: t.TempDir()}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	s.Run(t)
	s.install(t)
	return s
}

// Run starts the server, again after Kill, and waits until it answers.
func (s *Server) Run(t *testing.T) {
	t.Helper()
	binary, err := Binary()
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(s.logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }() // the server has its own copy
	s.cmd = exec.Command(binary, "serve")
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.Env = append(os.Environ(), "HOME="+s.home, "OLLAMA_HOST="+s.URL, "OLLAMA_MODELS="+filepath.Join(s.home, "models"),
		"OLLAMA_NUM_PARALLEL=1", "OLLAMA_CONTEXT_LENGTH=16384")
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); s.client().Heartbeat(t.Context()) != nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the server does not answer after 20 s:\n%s", s.Log())
		}
	}
}

// Kill ends the server and its model's process at once, as a crash would.
func (s *Server) Kill() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Log is what the server has logged so far.
func (s *Server) Log() string {
	raw, _ := os.ReadFile(s.logPath())
	return string(raw)
}

func (s *Server) logPath() string { return filepath.Join(s.home, "ollama.log") }

func (s *Server) client() *api.Client {
	base, err := url.Parse(s.URL)
	if err != nil {
		panic(err)
	}
	return api.NewClient(base, http.DefaultClient)
}

// install gives the server the tiny model. It runs in one thread: more wait for
// each other in busy loops, which on a busy machine takes ten times as long.
func (s *Server) install(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	gguf := TinyGGUF(1)
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(gguf))
	if err := s.client().CreateBlob(ctx, digest, bytes.NewReader(gguf)); err != nil {
		t.Fatalf("blob: %v", err)
	}
	err := s.client().Create(ctx, &api.CreateRequest{Model: Model, Files: map[string]string{"tiny.gguf": digest},
		Template: "{{ .System }} {{ .Prompt }}", Parameters: map[string]any{"num_thread": 1}}, func(api.ProgressResponse) error { return nil })
	if err != nil {
		t.Fatalf("create: %v\n%s", err, s.Log())
	}
}
