package llm

import (
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Secrets are the personal data taken out of what goes to a model, by the words
// that stand for them there. The zero value hides nothing.
type Secrets struct {
	of   map[string]string // stand-in → what was written
	back *strings.Replacer
}

// The commonest surnames of China, and what follows the number of a house there.
const (
	hanSurname = `[王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾魏薛叶阎余潘杜戴钟汪姜范姚谭廖邹熊陆郝崔邱秦顾侯邵孟段钱汤尹黎贺赖龚]`
	hanDoor    = `\s?[\d一二三四五六七八九十]*号?[\dA-Za-z\-号楼栋单元室座层]*(?:\p{Han}{2,8}(?:大厦|广场|中心|花园|公寓|小区|家园|苑)?[\dA-Za-z]+[\dA-Za-z\-号楼栋单元室座层]*)?`
)

// private finds personal data; the first group, where there is one, is what is
// hidden. Order matters: the longer forms come first.
var private = []struct {
	kind string
	form *regexp.Regexp
}{
	{"EMAIL", regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)},
	{"ACCOUNT", regexp.MustCompile(`(?i:微信号?|加v|wechat(?: id)?|weixin|qq号?|vx)[:：是 ]{0,3}([A-Za-z][\w-]{4,19}|\d{5,12})`)},
	{"CARD", regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b|(?i:cvv2?|cvc|security code|pin)\D{0,12}(\d{3,6})\b|(?i:card|account)\b.{0,20}(?i:ending|ends)(?i: in| with)? (\d{4})\b|(?:尾号|密码|验证码)[:：是为]{0,2}\s*(\d{3,8})`)},
	{"ORDER", regexp.MustCompile(`\b[A-Za-z]{1,4}[-_]?\d{4,}[A-Za-z0-9]*\b|(?i:order (?:no\.?|number|id|#)?\s*:?#?\s*)(\d{4,})\b|(?:订单号?|单号)[:：]?\s*(\d{4,})`)},
	{"PHONE", regexp.MustCompile(`\+?\d[\d ()-]{5,}\d{3,}\b|\b1[3-9]\d{9}\b|\b\d{3}[-. ]\d{3,4}[-. ]\d{4}\b|\b0\d{2,3}-?\d{7,8}\b`)},
	{"ADDRESS", regexp.MustCompile(`\b\d{1,5}[A-Za-z]? (?:[A-Z][\w'.]* ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Square|Sq|Place|Pl|Close|Crescent|Terrace)\b\.?(?:,? [A-Z][\w ]+)?|\b\d{1,5}[a-z]? (?:[a-z'.]+ ){1,3}(?:street|road|avenue|lane|boulevard|crescent|terrace)\b(?:,? [a-z]+)?|\b\d{1,5},? (?i:rue|avenue|via|calle|plaza|piazza) [\p{L}' ]{2,30}|\b\p{Lu}\p{L}+(?:straße|strasse|weg|gasse) \d+\w?|\b(?i:p\.? ?o\.? box) \d+|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|(?:\p{Han}{2,8}(?:省|市|区|县|镇)){1,4}\p{Han}{1,12}(?:路|街|道|巷|弄|村|小区)` + hanDoor + `|\p{Han}{2,8}(?:路|街|大道|巷|弄)\s?\d+号` + hanDoor + `|\p{Han}{2,8}(?:大厦|广场|花园|公寓|小区|家园)[\dA-Za-z]+[\dA-Za-z\-号楼栋单元室座层]*`)},
	{"NAME", regexp.MustCompile(`(?i:my name is|my name's|i am called|this is|i'm|i am|name:|mr\.?|mrs\.?|ms\.?|dear)\s+((?-i:[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){0,2}))|(?i:my name is|my name's|i am called)\s+([a-z'-]{2,}(?: [a-z'-]{2,})?)|(?i:\bmy (?:sister|brother|wife|husband|mother|father|mum|mom|dad|son|daughter|friend|partner|boss|colleague|aunt|uncle|niece|nephew|girlfriend|boyfriend)|\bthis is for|\bdeliver to|\bship to)\s+((?-i:[A-Z][a-z'-]+ [A-Z][a-z'-]+))|(?:我叫|我的名字是|姓名[:：]?|收件人[:：]?|收货人[:：]?|联系人[:：]?|寄给|签收人[:：]?)(\p{Han}{2,3})|我姓` + hanSurname + `[，, ]*(` + hanSurname + `\p{Han}{1,2})|我姓(` + hanSurname + `)|(?:我|俺)(?:爸|妈|爷爷|奶奶|外公|外婆|老公|老婆|哥|姐|弟|妹|妹妹|弟弟|姐姐|哥哥|朋友|同事|老板|女儿|儿子|先生|太太)(` + hanSurname + `\p{Han}{1,2})(?:[，,。 的]|$)|我是(` + hanSurname + `\p{Han}{1,2})(?:[，,。 ]|$)`)},
}

// span of numbers, "1000-2000", is a range of prices or sizes rather than a
// telephone.
var span = regexp.MustCompile(`^\d{1,6} ?- ?\d{1,6}$`)

// Hide takes the personal data out of a text: e-mail addresses, telephone, card
// and order numbers, addresses and names, as far as patterns tell them.
func Hide(text string) *Secrets {
	s := &Secrets{}
	for _, p := range private {
		for _, m := range p.form.FindAllStringSubmatch(text, -1) {
			word := m[0]
			for _, group := range m[1:] {
				if group != "" {
					word = group
				}
			}
			if p.kind == "PHONE" && span.MatchString(word) {
				continue
			}
			s.Add(p.kind, word)
			text = strings.ReplaceAll(text, word, " ")
		}
	}
	return s
}

// Add hides a word, too; kind is in capitals, and begins its stand-in.
func (s *Secrets) Add(kind, word string) {
	if word == "" || slices.Contains(slices.Collect(maps.Values(s.of)), word) {
		return
	}
	if s.of == nil {
		s.of = map[string]string{}
	}
	s.of[kind+strconv.Itoa(len(s.of)+1)] = word
	s.back = nil
}

// Redact gives the text with the stand-ins, the longest data first.
func (s *Secrets) Redact(text string) string {
	words := slices.SortedFunc(maps.Keys(s.of), func(a, b string) int { return len(s.of[b]) - len(s.of[a]) })
	for _, standIn := range words {
		text = strings.ReplaceAll(text, s.of[standIn], standIn)
	}
	return text
}

// Restore puts the data back into what a model wrote.
func (s *Secrets) Restore(text string) string {
	if s.back == nil {
		var pairs []string
		for standIn, word := range s.of {
			pairs = append(pairs, standIn, word)
		}
		s.back = strings.NewReplacer(pairs...)
	}
	return s.back.Replace(text)
}

// StandIns are the words that stand for the data.
func (s *Secrets) StandIns() iter.Seq[string] { return maps.Keys(s.of) }
