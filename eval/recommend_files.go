package eval

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Interactions are lines of `user item item …` with items numbered anew, as they
// come.
type Interactions struct {
	Users []string
	Items int
	Sets  [][]int32 // by user, as in the file
}

// names numbers the items of several files alike.
type names struct {
	number map[string]int32
	names  []string
}

func (n *names) of(name string) int32 {
	i, ok := n.number[name]
	if !ok {
		i = int32(len(n.names))
		n.number[name] = i
		n.names = append(n.names, name)
	}
	return i
}

// readInteractions reads a file, .gz too. A line that is not of the form is an
// error that names it.
func readInteractions(file string, items *names) (*Interactions, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		r = z
	}
	in := &Interactions{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for number := 1; lines.Scan(); number++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 {
			continue
		}
		set := make([]int32, 0, len(fields)-1)
		for _, name := range fields[1:] {
			if _, err := strconv.ParseUint(name, 10, 63); err != nil {
				return nil, fmt.Errorf("%s:%d: %q is not an item's number", file, number, name)
			}
			set = append(set, items.of(name))
		}
		in.Users, in.Sets = append(in.Users, fields[0]), append(in.Sets, set)
	}
	in.Items = len(items.names)
	return in, lines.Err()
}

// writeLists writes ranked lists in the form of the files they answer.
func writeLists(file string, users []string, lists [][]int32, items []string) (err error) {
	if file == "" {
		return nil
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	w := io.Writer(f)
	if strings.HasSuffix(file, ".gz") {
		z := gzip.NewWriter(f)
		defer z.Close()
		w = z
	}
	out := bufio.NewWriter(w)
	for u, list := range lists {
		out.WriteString(users[u])
		for _, i := range list {
			out.WriteString(" " + items[i])
		}
		out.WriteByte('\n')
	}
	return out.Flush()
}
