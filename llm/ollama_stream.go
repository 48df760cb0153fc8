package llm

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/ollama/ollama/api"
)

// maxLine bounds a line of a stream: a line is a token.
const maxLine = 1 << 20

// stream asks /api/chat and calls part with every line of the answer. api.Client
// does the same with a buffer of 8 MB a call, which costs 2 ms, and takes a
// connection that breaks for the end of the answer.
func (o *Ollama) stream(ctx context.Context, req *api.ChatRequest, part func(api.ChatResponse) error) error {
	body, err := json.Marshal(req)
	if err != nil {
		return err
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, o.address+"/api/chat", bytes.NewReader(body))
	if err != nil {
		return err
	}
	post.Header.Set("Content-Type", "application/json")
	resp, err := o.http.Do(post)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return refusal(resp)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(make([]byte, 0, 4<<10), maxLine)
	for lines.Scan() {
		if err := readLine(lines.Bytes(), part); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrCut, err)
	}
	return nil
}

// readLine reads one line: a piece of the answer, or an error in its middle.
func readLine(line []byte, part func(api.ChatResponse) error) error {
	if len(bytes.TrimSpace(line)) == 0 {
		return nil
	}
	var got struct {
		api.ChatResponse
		Error string `json:"error"`
	}
	if err := json.Unmarshal(line, &got); err != nil {
		return fmt.Errorf("%w: no JSON: %.60q", ErrCut, line)
	}
	if got.Error != "" {
		return errors.New("ollama: " + got.Error)
	}
	return part(got.ChatResponse)
}

// refusal reads what an answer other than 200 says.
func refusal(resp *http.Response) error {
	status := api.StatusError{StatusCode: resp.StatusCode, Status: resp.Status}
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if json.Unmarshal(raw, &status) != nil {
		status.ErrorMessage = string(raw[:min(len(raw), 200)])
	}
	return status
}
