package web

import (
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

// block is a part of a policy: a paragraph, a heading or a list. Its text goes
// through html/template, so a policy can hold no markup of its own.
type block struct {
	Kind  string // p, h2, ul or ol
	Lines [][]span
}

type span struct {
	Text   string
	Strong bool
}

func (s *Server) policy(w http.ResponseWriter, r *http.Request) {
	p, err := s.Store.Policy(r.Context(), r.PathValue("name"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, http.StatusOK, "policy.html", map[string]any{
		"Lang": p.Locale, "Shop": s.Shop.In(p.Locale), "Title": p.Title, "Blocks": blocks(p.Body),
	})
}

var listItem = regexp.MustCompile(`^\s*(?:([-*•])|\d{1,3}[.)])\s+(.*)$`)

// blocks reads the small part of Markdown that rules are written in.
func blocks(body string) (list []block) {
	open := "" // the kind that a further line continues
	for line := range strings.Lines(body) {
		kind, text := classify(strings.TrimSpace(line), open)
		switch {
		case kind == "":
		case kind == open && kind == "p":
			last := &list[len(list)-1]
			last.Lines[0] = append(last.Lines[0], spans(joiner(last.Lines[0], text)+text)...)
		case kind == open && kind != "h2":
			last := &list[len(list)-1]
			last.Lines = append(last.Lines, spans(text))
		default:
			list = append(list, block{kind, [][]span{spans(text)}})
		}
		open = kind
	}
	return list
}

func classify(line, open string) (kind, text string) {
	switch m := listItem.FindStringSubmatch(line); {
	case line == "":
		return "", ""
	case strings.HasPrefix(line, "#"):
		return "h2", strings.TrimSpace(strings.TrimLeft(line, "#"))
	case m != nil && m[1] != "":
		return "ul", m[2]
	case m != nil:
		return "ol", m[2]
	}
	return "p", line
}

// joiner is what stands between two lines of a paragraph: a space, but nothing
// between Chinese characters.
func joiner(before []span, next string) string {
	if len(before) == 0 {
		return ""
	}
	text := before[len(before)-1].Text
	if text != "" && next != "" && text[len(text)-1] >= 0x80 && next[0] >= 0x80 {
		return ""
	}
	return " "
}

func spans(text string) (list []span) {
	for i, part := range strings.Split(text, "**") {
		if part != "" {
			list = append(list, span{part, i%2 == 1})
		}
	}
	return list
}

// pictures are the kinds of files that /media/ serves.
var pictures = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".webp": "image/webp", ".gif": "image/gif", ".svg": "image/svg+xml", ".avif": "image/avif",
}

// media serves pictures. An SVG may hold scripts; opened by itself it is a
// document of this origin, so it is put into a sandbox.
func (s *Server) media(w http.ResponseWriter, r *http.Request) {
	name := path.Clean(r.PathValue("name"))
	kind, ok := pictures[strings.ToLower(path.Ext(name))]
	if !ok || s.Media == nil || !fs.ValidPath(name) {
		writeProblem(w, notFound, "There is no such picture.")
		return
	}
	if info, err := fs.Stat(s.Media, name); err != nil || !info.Mode().IsRegular() {
		writeProblem(w, notFound, "There is no such picture.")
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") // the widget shows them on other pages
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, s.Media, name)
}
