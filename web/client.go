package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// Subprotocol is the one that /ws speaks.
const Subprotocol = "daogou.v1"

// Client is one connection of the protocol from the other side, for programs:
// the terminal client, suites and load.
type Client struct{ conn *websocket.Conn }

// ClientFrame is what a client receives: the fields that every client branches
// on, and the whole frame.
type ClientFrame struct {
	Type string          `json:"type"`
	Seq  int64           `json:"seq"`
	Turn int             `json:"turn"`
	ID   string          `json:"id"`
	Raw  json.RawMessage `json:"-"`
}

// Dial opens a connection to a ws:// address and says hello. The first frame
// to receive is the welcome.
func Dial(ctx context.Context, url string, hello map[string]any) (*Client, error) {
	d := websocket.Dialer{Subprotocols: []string{Subprotocol}, HandshakeTimeout: 10 * time.Second}
	conn, resp, err := d.DialContext(ctx, url, http.Header{})
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("%s: %w (%s)", url, err, resp.Status)
		}
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	c := &Client{conn: conn}
	frame := map[string]any{"type": "hello"}
	for k, v := range hello {
		frame[k] = v
	}
	if err := c.Send(frame); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// Send writes one frame. It must not be called from two goroutines at once.
func (c *Client) Send(frame any) error {
	if err := c.conn.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	return c.conn.WriteJSON(frame)
}

// Receive waits for the next frame until the deadline; zero waits for ever.
func (c *Client) Receive(deadline time.Time) (ClientFrame, error) {
	if err := c.conn.SetReadDeadline(deadline); err != nil {
		return ClientFrame{}, err
	}
	_, data, err := c.conn.ReadMessage()
	if err != nil {
		return ClientFrame{}, err
	}
	f := ClientFrame{Raw: data}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("frame %.80q: %w", data, err)
	}
	return f, nil
}

// Close says goodbye and hangs up.
func (c *Client) Close() error {
	msg := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = c.conn.WriteControl(websocket.CloseMessage, msg, time.Now().Add(time.Second))
	return c.conn.Close()
}
