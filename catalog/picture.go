package catalog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	_ "golang.org/x/image/webp"
)

const (
	maxPicture = 12 << 20 // bytes
	maxSide    = 12000    // pixels
)

// What may be wrong with a picture.
var (
	errPictureAbsent  = errors.New("picture is not there")
	errPictureOutside = errors.New("picture's path leads out of the feed's folder")
	errPictureKind    = errors.New("not a picture: want PNG, JPEG, GIF, WebP, or SVG without scripts")
	errPictureSize    = errors.New("picture is too large")
)

// pictures copies those a feed names by relative path.
type pictures struct {
	fsys   fs.FS
	dir    string // of the feed in fsys
	media  string // folder to copy to
	absent int
}

// take copies a picture and gives the name that it is served under: that of the
// file with a hash of the content, so that a changed picture has a new name.
func (p *pictures) take(ref string) (string, error) {
	name := path.Join(p.dir, strings.ReplaceAll(ref, `\`, "/"))
	if !fs.ValidPath(name) || strings.HasPrefix(ref, "/") {
		return "", errPictureOutside
	}
	if p.media == "" {
		return "", errPictureAbsent
	}
	data, err := p.read(name)
	if err != nil {
		return "", err
	}
	kind, err := pictureKind(data)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	served := fmt.Sprintf("%s-%s.%s", safeName(name), hex.EncodeToString(sum[:6]), kind)
	return served, p.keep(served, data)
}

func (p *pictures) read(name string) ([]byte, error) {
	f, err := p.fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errPictureAbsent
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errPictureKind
	}
	data, err := io.ReadAll(io.LimitReader(f, maxPicture+1))
	if err == nil && len(data) > maxPicture {
		err = errPictureSize
	}
	return data, err
}

// keep writes a file as a whole or not at all.
func (p *pictures) keep(name string, data []byte) error {
	final := filepath.Join(p.media, name)
	if info, err := os.Stat(final); err == nil && info.Size() == int64(len(data)) {
		return nil
	}
	if err := os.MkdirAll(p.media, 0o750); err != nil {
		return err
	}
	temp, err := os.CreateTemp(p.media, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), final)
}

// pictureKind tells a picture's format by its content alone.
func pictureKind(data []byte) (string, error) {
	size, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		if isSafeSVG(data) {
			return "svg", nil
		}
		return "", errPictureKind
	}
	if size.Width > maxSide || size.Height > maxSide || size.Width < 1 || size.Height < 1 {
		return "", errPictureSize
	}
	return kind, nil
}

// isSafeSVG reports whether this is an SVG drawing that runs nothing and loads
// nothing from elsewhere.
func isSafeSVG(data []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(data))
	depth, root := 0, false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return root && depth == 0
		}
		if err != nil {
			return false
		}
		switch t := token.(type) {
		case xml.StartElement:
			if !root && t.Name.Local != "svg" || !safeElement(t) {
				return false
			}
			root = true
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData: // of a style
			if loads(strings.ToLower(string(t))) {
				return false
			}
		case xml.Directive: // may define entities
			return false
		}
	}
}

func safeElement(e xml.StartElement) bool {
	switch strings.ToLower(e.Name.Local) {
	case "script", "foreignobject", "iframe", "object", "embed", "handler", "set", "animate", "animatemotion", "animatetransform":
		return false
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.ToLower(strings.TrimSpace(a.Value))
		if strings.HasPrefix(name, "on") || name == "href" && !strings.HasPrefix(value, "#") ||
			strings.Contains(value, "javascript:") || loads(value) {
			return false
		}
	}
	return true
}

// loads reports whether a style names anything but parts of the drawing itself.
func loads(style string) bool {
	refs := strings.Split(style, "url(")
	for _, ref := range refs[1:] {
		if !strings.HasPrefix(strings.TrimLeft(ref, ` "'`), "#") {
			return true
		}
	}
	return strings.Contains(style, "@import") || strings.ContainsRune(style, '\\')
}

// safeName keeps letters and digits of a file's name, without its extension.
func safeName(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	safe := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' {
			return r
		}
		return '-'
	}, base)
	return cut(strings.Trim(safe, "-"), 60)
}

// isWeb reports whether an address is http or https, with a host.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		!strings.ContainsAny(address, " \"<>`{}|\\^")
}
