package catalog

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const maxPolicy = 1 << 20 // bytes

// ImportPolicies reads the Markdown files of a folder, a policy each: "# Title",
// then the rule. With Replace, policies of the same language that have no file
// any more are withdrawn.
func (s *Store) ImportPolicies(ctx context.Context, fsys fs.FS, dir string, opt ImportOptions) (Report, error) {
	files, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return Report{}, err
	}
	im := &policyImport{importer: s.importer(dir, opt), fsys: fsys, dir: dir}
	for i, f := range files {
		if f.IsDir() || !strings.EqualFold(path.Ext(f.Name()), ".md") {
			continue
		}
		if err := im.file(ctx, f.Name()); err != nil {
			return im.report, err
		}
		if opt.Progress != nil {
			opt.Progress(int64(i+1), int64(len(files)))
		}
	}
	if im.opt.Replace && im.report.Accepted > 0 {
		if err := im.withdraw(ctx); err != nil {
			return im.report, err
		}
	}
	return im.end()
}

type policyImport struct {
	*importer
	fsys    fs.FS
	dir     string
	names   []string // of all files
	locales []string // of the sound ones
}

func (im *policyImport) file(ctx context.Context, name string) error {
	text, err := fs.ReadFile(im.fsys, path.Join(im.dir, name))
	if err != nil {
		return err
	}
	p, err := readPolicy(strings.TrimSuffix(name, path.Ext(name)), text, im.opt.Locale)
	if err != nil {
		im.report.Rejected++
		im.report.Problems = append(im.report.Problems, Problem{path.Join(im.importer.file, name), 0, "", err.Error(), true})
		im.names = append(im.names, strings.TrimSuffix(name, path.Ext(name)))
		return nil
	}
	changed := 0
	err = im.write(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		if p.Name, err = policyName(ctx, tx, p); err != nil {
			return err
		}
		wrote, err := putPolicy(ctx, tx, seq, p)
		if changed = 0; wrote {
			changed = 1
		}
		return err
	})
	if err != nil {
		return err
	}
	im.names, im.locales = append(im.names, p.Name), append(im.locales, p.Locale)
	im.accept(1, changed)
	return nil
}

// policyName is the file's name, with the language added where a policy in
// another one has that name already.
func policyName(ctx context.Context, tx *sql.Tx, p Policy) (string, error) {
	suffix := "." + p.Locale
	plain := strings.TrimSuffix(p.Name, suffix)
	holder, err := queryPolicies(ctx, tx, `WHERE removed = 0 AND name = $1`, plain)
	if err != nil || len(holder) == 0 || holder[0].Locale == p.Locale {
		return plain, err
	}
	return plain + suffix, nil
}

var (
	heading   = regexp.MustCompile(`(?m)^#[ \t]+(.+?)[ \t#]*$`)
	tag       = regexp.MustCompile(`(?i)</?[a-z][a-z0-9]*(\s[^<>]*)?/?>`)
	hiddenTag = regexp.MustCompile(`(?is)<!--.*?-->|<(script|style)\b.*?(</(script|style)\s*>|$)`)
)

// readPolicy takes title and rule from a file. Markdown stays, HTML goes.
func readPolicy(name string, text []byte, locale string) (Policy, error) {
	if len(text) > maxPolicy {
		return Policy{}, errors.New("file is larger than 1 MiB")
	}
	if !utf8.Valid(text) {
		return Policy{}, errors.New("file is not valid UTF-8")
	}
	body := strings.NewReplacer("\ufeff", "", "\r\n", "\n", "\r", "\n").Replace(Normalize(string(text)))
	body = tag.ReplaceAllString(hiddenTag.ReplaceAllString(body, ""), "")
	p := Policy{Name: name, Title: strings.ReplaceAll(name, "-", " "), Locale: locale}
	if at := heading.FindStringSubmatchIndex(body); at != nil && strings.TrimSpace(body[:at[0]]) == "" {
		p.Title, body = Clean(body[at[2]:at[3]]), body[at[1]:]
	}
	if p.Body = strings.TrimSpace(body); p.Body == "" {
		return Policy{}, errors.New("file holds no text")
	}
	if p.Locale == "" {
		p.Locale = LocaleOf(p.Title + p.Body)
	}
	return p, nil
}

// withdraw removes policies of the languages read that no file of the folder
// has the name of.
func (im *policyImport) withdraw(ctx context.Context) error {
	return im.write(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		im.report.Withdrawn = 0
		all, err := queryPolicies(ctx, tx, `WHERE removed = 0 ORDER BY name`)
		if err != nil {
			return err
		}
		for _, p := range all {
			if slices.Contains(im.names, p.Name) || !slices.Contains(im.locales, p.Locale) {
				continue
			}
			if err := removePolicy(ctx, tx, seq, p.Name); err != nil {
				return err
			}
			im.report.Withdrawn++
		}
		return nil
	})
}
