package nlg

import (
	"regexp"
	"strings"
)

var (
	imageMark = regexp.MustCompile(`!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\])?`)
	linkMark  = regexp.MustCompile(`\[([^\]]*)\]\(\s*<?((?:[^()\s>]|\([^()]*\))*)(?:[^()]|\([^()]*\))*\)?`)
	refMark   = regexp.MustCompile(`(?m)^\s*\[[^\]]+\]:\s*\S+.*$`)
	urlMark   = regexp.MustCompile(`(?i)\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|javascript:|data:|mailto:)\S*|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|edu|gov|cn|io|co|example|info|biz|xyz|top|shop|store|site|online|deals?|sale|vip|club|live|link|click|fun|icu|cc|tv|pro|page|web|website|space|tech|world|today|zone|win|bid|gift|promo|buzz|work|life|market|app|dev|ai|gg|to|ru|uk|us|eu|fr|it|es|nl|jp|kr|hk|tw|in|br|de|me|ly|test)\b(?:/\S*)?`)
	tagMark   = regexp.MustCompile(`(?s)<(?:script|style|iframe|object|svg|math)[^>]*>.*?(?:</[a-zA-Z]+>|$)|<!--.*?(?:-->|$)|</?[a-zA-Z!][^>]*(?:>|$)`)
	codeMark  = regexp.MustCompile("`+")
	headMark  = regexp.MustCompile(`(?m)^\s{0,3}#{1,6}\s+`)
	entities  = regexp.MustCompile(`&(?:#x?[0-9a-fA-F]+|[a-zA-Z]+);`)
)

// plainMarkup leaves the small subset of Markdown that an answer may have:
// bold, emphasis, lists, tables and the shop's own links. Images, HTML and all
// other addresses vanish; a foreign link leaves its words.
func plainMarkup(text string, links map[string]bool) string {
	if !strings.ContainsAny(text, "<>[]`#&:./") {
		return text
	}
	text = imageMark.ReplaceAllString(text, "")
	text = refMark.ReplaceAllString(text, "")
	text = tagMark.ReplaceAllString(text, "")
	text = entities.ReplaceAllString(text, "")
	kept := map[string]string{}
	text = linkMark.ReplaceAllStringFunc(text, func(m string) string {
		parts := linkMark.FindStringSubmatch(m)
		if !links[parts[2]] {
			return parts[1]
		}
		key := "\x00" + string(rune('A'+len(kept))) + "\x00"
		kept[key] = "[" + parts[1] + "](" + parts[2] + ")"
		return key
	})
	text = urlMark.ReplaceAllString(text, "")
	text = codeMark.ReplaceAllString(text, "")
	text = headMark.ReplaceAllString(text, "")
	text = strings.NewReplacer("<", "", ">", "").Replace(text)
	for key, link := range kept {
		text = strings.ReplaceAll(text, key, link)
	}
	return text
}

// leavesHole reports whether taking a foreign address out of a sentence leaves
// it without what it points to: "See example.com for more."
func leavesHole(text string, links map[string]bool) bool {
	text = linkMark.ReplaceAllStringFunc(imageMark.ReplaceAllString(text, ""), func(m string) string {
		parts := linkMark.FindStringSubmatch(m)
		if strings.TrimSpace(urlMark.ReplaceAllString(parts[1], "")) == "" && !links[parts[2]] {
			return parts[2]
		}
		return parts[1]
	})
	return urlMark.MatchString(text)
}
