package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Only one process opens the index. The one that does holds serve.lock, and a
// server writes its address into serve.addr, so that other commands ask it.

var errHeld = errors.New("another daogou holds the data folder")

// hold takes the data folder for this process until release is called.
func hold(data string) (release func(), err error) {
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(data, "serve.lock"))
	got, err := lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !got {
		return nil, fmt.Errorf("%s: %w", data, errHeld)
	}
	return func() {
		_ = os.Remove(addrFile(data))
		_ = lock.Unlock()
	}, nil
}

// held reports whether a process has the folder.
func held(data string) bool {
	lock := flock.New(filepath.Join(data, "serve.lock"))
	got, err := lock.TryLock()
	if got {
		_ = lock.Unlock()
	}
	return err == nil && !got
}

func addrFile(data string) string { return filepath.Join(data, "serve.addr") }

// announce tells other commands where the server that holds the folder is.
func announce(data, addr string) error {
	return os.WriteFile(addrFile(data), []byte(addr), 0o644)
}

// askHolder gets a route from the server that holds the folder.
func askHolder(ctx context.Context, data, path string, query url.Values, into any) error {
	addr, err := os.ReadFile(addrFile(data))
	if err != nil {
		return fmt.Errorf("%w and has no address yet: try again in a moment", errHeld)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	target := "http://" + strings.TrimSpace(string(addr)) + path + "?" + query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	if token := query.Get("bearer"); token != "" {
		query.Del("bearer")
		req.URL.RawQuery = query.Encode()
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return problem(resp.Status, body)
	}
	return json.Unmarshal(body, into)
}

func problem(status string, body []byte) error {
	var p struct{ Title, Detail string }
	if json.Unmarshal(body, &p) == nil && p.Detail != "" {
		return errors.New(p.Detail)
	}
	return fmt.Errorf("the server answered %s", status)
}
