package nlg

import "strings"

// row reads a table's line: a heading tells which product a column is of, and
// the cells below speak of it.
func (c *claims) row() {
	for i, r := range c.masked {
		if r == '|' {
			c.cells = append(c.cells, i)
		}
	}
	if len(c.mentions) == 0 {
		return
	}
	heads := make([]*record, len(c.cells))
	for _, m := range c.mentions {
		if i := c.cell(m.at); i >= 0 {
			heads[i] = m.record
		}
	}
	c.answer.columns = heads
}

// cell gives the number of the cell at a place.
func (c *claims) cell(at int) int {
	n := -1
	for i, bar := range c.cells {
		if at > bar {
			n = i
		}
	}
	return n
}

// column is the product whose column a place in a table's row lies in.
func (c *claims) column(at int) *record {
	if len(c.cells) == 0 || len(c.mentions) > 0 {
		return nil
	}
	if i := c.cell(at); i >= 0 && i < len(c.answer.columns) {
		return c.answer.columns[i]
	}
	return nil
}

// rowLabel is the first cell of a table's row: what its numbers are about.
func (c *claims) rowLabel() string {
	if len(c.cells) < 2 {
		return ""
	}
	return strings.TrimSpace(c.masked[c.cells[0]+1 : c.cells[1]])
}
