// Package web is the wire: the chat protocol over WebSocket, the HTTP routes
// beside it, identity, and the embedded shop, widget and styles.
//
// A connection is two loops. read hands what arrives to the session; write
// tails the session's log from the last frame the client has. The session owns
// the conversation, so a hang-up ends a reader of the log and never a turn.
//
// web alone turns errors into status codes and close codes, and says them in
// its own words.
package web
