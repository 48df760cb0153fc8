package lexicon

import (
	"bufio"
	"fmt"
	"os"
	"testing"
	"time"
)

func TestDbg(t *testing.T) {
	for _, s := range []string{"en", "zh"} {
		ps := readShop(t, "../../shared/shop/"+s+"/products.tsv")
		t0 := time.Now()
		v := NewVocabulary(ps)
		fmt.Println(s, time.Since(t0), len(v.senses))
		for _, c := range v.Columns() {
			fmt.Printf("%s %d %s %d;", c.Name, c.Kind, c.Unit, len(c.Values))
		}
		fmt.Println()
		f, err := os.Open("/tmp/q." + s)
		if err != nil {
			continue
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			q := sc.Text()
			t0 := time.Now()
			ms := v.Find(q)
			d := time.Since(t0)
			fmt.Println(q, d)
			for _, m := range ms {
				fmt.Printf("    %q %s %v %.2f %s\n", m.Text, m.Field, m.Values, m.Score, m.How)
			}
		}
	}
}
