package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// child is a server in a process of its own, for measuring and for killing.
type child struct {
	cmd  *exec.Cmd
	addr string
	data string
}

// startChild runs this program's serve over a data folder, on a free port, with
// no model.
func startChild(ctx context.Context, data string, more ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	_ = os.Remove(addrFile(data))
	cmd := exec.CommandContext(ctx, self, append([]string{"--data", data, "serve", "--addr", "127.0.0.1:0", "--ollama", "off"}, more...)...)
	cmd.Env = append(os.Environ(), "DAOGOU_AS_CHILD=1")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &child{cmd: cmd, data: data}, nil
}

// ready waits until the server says that it is.
func (c *child) ready(ctx context.Context) error {
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if c.addr == "" {
			addr, err := os.ReadFile(addrFile(c.data))
			if err != nil {
				continue
			}
			c.addr = string(addr)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.addr+"/readyz", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return nil
		}
	}
	return errors.New("the server does not get ready")
}

func (c *child) wsURL() string { return "ws://" + c.addr + "/ws" }

// memory gives the process's resident bytes, where /proc tells.
func (c *child) memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, errors.New("no VmRSS")
	}
	kb, err := strconv.ParseInt(fields[0], 10, 64)
	return kb << 10, err
}

// stop ends the server as an operator would.
func (c *child) stop() error {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	return c.cmd.Wait()
}

// kill ends it as a power cut would.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}
